// The request that all template cases are rendered for: see tests/fixtures/templates/README.md.
#pragma once

#include <memory>
#include <string_view>

#include "core/gateway/mapping_template.h"

struct TemplateFixture {
  TemplateFixture() {
    palaver::gateway::ConnectionContext connection;
    connection.connection_id = "BFHPhfCWIAMCKlQ=";
    connection.domain_name = "localhost:8080";
    connection.stage = "dev";
    connection.api_id = "a1b2c3d4e5";
    connection.identity.source_ip = "192.0.2.7";
    connection.identity.user_agent = "a \"browser\"";
    connection.authorizer =
        palaver::gateway::AuthorizerContext{{"principalId", "user-7"}, {"tenant", "blue"}};
    connection.connected_at_ms = 1731324923000;
    context.connection =
        std::make_shared<const palaver::gateway::ConnectionContext>(std::move(connection));
    context.route_key = "sendmessage";
    context.request_id = "XDmGEE2RoE0FRdQ=";
    context.message_id = "Ti89OAAt3vcAAAQ=";
    context.request_time_ms = 1731324924561;
    context.status = 200;
    stage_variables = {{"host", "example.org"}, {"tableName", "people"}};
    handshake.headers = {{"Host", "localhost:8080"}, {"X-Trace", "t1"}, {"x", "header"}};
    handshake.query = {{"auth", "abc"}, {"auth", "secret"}, {"x", "1"}};
  }

  palaver::gateway::TemplateInput input(std::string_view body) const {
    return {context, stage_variables, body, &handshake};
  }

  palaver::gateway::RequestContext context;
  palaver::gateway::StringMap stage_variables;
  palaver::gateway::HandshakeRequest handshake;
};
