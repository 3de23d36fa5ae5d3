// What API Gateway allows of an API's definition and of an account. Amazon API Gateway Developer
// Guide, "Quotas for configuring and running a WebSocket API" and "Amazon API Gateway quotas"; the
// lengths of members are those of the apigatewayv2 API reference. What a connection may do is in
// limits.h. The numbers that a running gateway can be told otherwise are the ones marked
// "adjustable": on AWS they are raised on request, here by the configuration. Those marked "not
// used" have nothing here that they could limit; they stand for completeness.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/gateway/limits.h"

namespace palaver::gateway {

// --- Counts --------------------------------------------------------------------------------------

inline constexpr std::size_t kRoutesPerApi = 300;        // adjustable
inline constexpr std::size_t kIntegrationsPerApi = 300;  // adjustable
inline constexpr std::size_t kStagesPerApi = 10;         // adjustable
inline constexpr std::size_t kAuthorizersPerApi = 10;    // adjustable
inline constexpr std::size_t kTagsPerResource = 50;
inline constexpr std::size_t kApisPerAccount = 600;           // a region
inline constexpr std::size_t kCustomDomainsPerAccount = 120;  // a region; adjustable

// --- Lengths, in characters unless it says bytes -------------------------------------------------

inline constexpr std::size_t kNameCharacters = 128;  // of an API, model, authorizer, stage; target
inline constexpr std::size_t kDescriptionCharacters = 1024;
inline constexpr std::size_t kVersionCharacters = 64;
inline constexpr std::size_t kOperationNameCharacters = 64;
inline constexpr std::size_t kIntegrationUriCharacters = 2048;
inline constexpr std::size_t kContentTypeCharacters = 256;
inline constexpr std::size_t kParameterValueCharacters = 512;  // values of requestParameters
inline constexpr std::size_t kMinApiKeyCharacters = 20;        // of the value that clients send
inline constexpr std::size_t kApiKeyCharacters = 128;
inline constexpr std::size_t kDomainNameCharacters = 512;
inline constexpr std::size_t kApiMappingKeyCharacters = 300;
inline constexpr std::size_t kSchemaBytes = 32 * 1024;  // of a Model
// The newer of two numbers: the quotas' page; the member's shape in the API reference says 32768.
inline constexpr std::size_t kMappingTemplateBytes = 300 * 1024;
// Also the quotas' page; the member's shape says 1024. AccessLogFormat holds formats to it.
inline constexpr std::size_t kAccessLogFormatBytes = 3 * 1024;
inline constexpr std::size_t kExecutionLogEntryBytes = 1024;  // longer ones are cut
inline constexpr std::size_t kAuthorizerResultBytes = 8 * 1024;
inline constexpr std::size_t kPolicyResourceCharacters = 512;  // of each ARN in a policy
inline constexpr std::size_t kUrlCharacters = 4096;
inline constexpr std::size_t kLambdaPayloadBytes = 6 * 1024 * 1024;  // not used: messages are less

// --- Stage variables -----------------------------------------------------------------------------

inline constexpr std::size_t kStageVariablesPerStage = 100;
inline constexpr std::size_t kStageVariableNameCharacters = 64;
inline constexpr std::size_t kStageVariableValueCharacters = 512;

// --- Times and rates -----------------------------------------------------------------------------

inline constexpr std::int64_t kMinIntegrationTimeoutMillis = 50;
// The most, and the default.
inline constexpr std::int64_t kIntegrationTimeoutMillis = kIntegrationTimeout.count();
inline constexpr std::size_t kForeachIterations = 1000;  // of one #foreach
// Of an account in a region: a token bucket over handshakes, messages and callbacks. Adjustable.
inline constexpr double kAccountRequestsPerSecond = 10000;
inline constexpr std::int64_t kAccountRequestsBurst = 5000;
inline constexpr double kNewConnectionsPerSecond = 500;  // of an account in a region; adjustable
// Of the control plane, of an account; not used yet.
inline constexpr double kControlPlaneRequestsPerSecond = 10;
inline constexpr std::int64_t kControlPlaneRequestsBurst = 40;
inline constexpr std::int64_t kCreateDeploymentSeconds = 5;   // between two; not used yet
inline constexpr std::int64_t kCreateDomainNameSeconds = 30;  // between two; not used yet

}  // namespace palaver::gateway
