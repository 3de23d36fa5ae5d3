#include "server/chat/backend.h"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "server/chat/backend_http.h"

namespace palaver::testing {
namespace {

using nlohmann::json;

// Keeps what is posted.
class MemoryPublisher : public chat::Publisher {
 public:
  void publish(const chat::Delivery& delivery, OnGone on_gone) override {
    for (const std::string& id : delivery.receivers()) {
      posts.push_back({id, json::parse(*delivery.text), [on_gone, id] { on_gone(id); }});
    }
  }
  struct Post {
    std::string connection_id;
    json event;
    std::function<void()> on_gone;
  };
  // The posts for one connection, in order; they are taken.
  std::vector<json> take(const std::string& connection_id) {
    std::vector<json> taken;
    std::erase_if(posts, [&](const Post& post) {
      if (post.connection_id == connection_id) taken.push_back(post.event);
      return post.connection_id == connection_id;
    });
    return taken;
  }
  std::vector<Post> posts;
};

struct BackendFixture {
  chat::CallbackAnswer call(std::string_view path, const json& body) {
    return backend.handle(path, body.dump(), 1'700'000'000'000);
  }
  void connect(const std::string& id) {
    REQUIRE(call("/connect", {{"Id", id}, {"Domain", "localhost"}, {"Stage", "dev"}}).status ==
            200);
  }

  MemoryPublisher publisher;
  chat::Backend backend{publisher, log::Logger::to_stderr(log::Level::off), "epoch"};
};

}  // namespace

TEST_CASE("A message is posted to every connection but the sender's", "[chat]") {
  BackendFixture fixture;
  for (const char* id : {"a", "b", "c"}) fixture.connect(id);
  CHECK(fixture.publisher.posts.empty());
  CHECK(fixture.call("/sendmessage", {{"ConnectionId", "a"}, {"Message", "Hello world"}}).status ==
        200);
  CHECK(fixture.publisher.take("a").empty());
  for (const char* id : {"b", "c"}) {
    const auto events = fixture.publisher.take(id);
    REQUIRE(events.size() == 1);
    CHECK(events[0].at("action") == "newMessage");
    CHECK(events[0].at("payload") == "Hello world");
  }
}

TEST_CASE("A disconnected connection is sent nothing more", "[chat]") {
  BackendFixture fixture;
  fixture.connect("a");
  fixture.connect("b");
  CHECK(fixture.call("/disconnect", {{"Id", "b"}}).status == 200);
  CHECK(fixture.backend.hub().connection_count() == 1);
  fixture.call("/sendmessage", {{"ConnectionId", "a"}, {"Message", "hi"}});
  CHECK(fixture.publisher.take("b").empty());
  CHECK(fixture.call("/disconnect", {{"Id", "b"}}).status == 200);
}

TEST_CASE("A connection that the publisher finds gone is forgotten, and the room is told",
          "[chat]") {
  BackendFixture fixture;
  for (const char* id : {"a", "b"}) {
    fixture.connect(id);
    const json join = {{"type", "join"}, {"room", "general"}, {"name", id}, {"key", id}};
    REQUIRE(fixture.call("/sendmessage", {{"ConnectionId", id}, {"Message", join}}).status == 200);
  }
  fixture.publisher.posts.clear();
  fixture.call("/sendmessage", {{"ConnectionId", "a"}, {"Message", "hi"}});
  std::function<void()> on_gone;
  for (const auto& post : fixture.publisher.posts) {
    if (post.connection_id == "b") on_gone = post.on_gone;
  }
  REQUIRE(on_gone);
  fixture.publisher.posts.clear();
  on_gone();
  CHECK(fixture.backend.hub().connection_count() == 1);
  const auto told = fixture.publisher.take("a");
  REQUIRE(told.size() == 1);
  CHECK(told[0].at("action") == "memberLeft");
  on_gone();
  CHECK(fixture.publisher.posts.empty());
}

TEST_CASE("Being told that a connection is gone after the backend has ended does nothing",
          "[chat]") {
  MemoryPublisher publisher;
  {
    chat::Backend backend(publisher, log::Logger::to_stderr(log::Level::off), "epoch");
    backend.handle("/connect", R"({"Id":"a"})", 0);
    backend.handle("/connect", R"({"Id":"b"})", 0);
    backend.handle("/sendmessage", R"({"ConnectionId":"a","Message":"hi"})", 0);
  }
  REQUIRE_FALSE(publisher.posts.empty());
  CHECK_NOTHROW(publisher.posts[0].on_gone());
}

TEST_CASE("Paths and member names are taken in any letter case", "[chat]") {
  BackendFixture fixture;
  CHECK(fixture.call("/Connect", {{"id", "a"}, {"domain", "d"}, {"stage", "s"}}).status == 200);
  CHECK(fixture.call("/CONNECT/", {{"ID", "b"}}).status == 200);
  CHECK(fixture.call("/SendMessage", {{"connectionId", "a"}, {"message", "hi"}}).status == 200);
  CHECK(fixture.publisher.take("b").size() == 1);
}

TEST_CASE("A callback that is not understood is refused with what is wrong", "[chat]") {
  struct Row {
    const char* path;
    const char* body;
    int status;
  };
  const auto row = GENERATE(values<Row>({{"/connect", "", 400},
                                         {"/connect", "{", 400},
                                         {"/connect", "{}", 400},
                                         {"/connect", R"({"Id":7})", 400},
                                         {"/disconnect", "[]", 400},
                                         {"/sendmessage", R"({"ConnectionId":"a"})", 400},
                                         {"/sendmessage", R"({"Message":"hi"})", 400},
                                         {"/", "{}", 404},
                                         {"", "{}", 404},
                                         {"/other", "{}", 404},
                                         {"/connect/more", "{}", 404}}));
  CAPTURE(row.path, row.body);
  BackendFixture fixture;
  const auto answer = fixture.backend.handle(row.path, row.body, 0);
  CHECK(answer.status == row.status);
  CHECK_FALSE(answer.message.empty());
}

TEST_CASE("Callbacks come over HTTP as POST", "[chat]") {
  BackendFixture fixture;
  http::Request request;
  request.method = "POST";
  request.target = "/connect?x=1";
  request.body = R"({"Id":"a"})";
  CHECK(chat::answer_callback(fixture.backend, request, 0).status == 200);
  CHECK(fixture.backend.hub().connection_count() == 1);

  request.body = "nonsense";
  const auto bad = chat::answer_callback(fixture.backend, request, 0);
  CHECK(bad.status == 400);
  CHECK(json::parse(bad.body).contains("message"));

  request.method = "GET";
  const auto refused = chat::answer_callback(fixture.backend, request, 0);
  CHECK(refused.status == 405);
  CHECK(refused.headers.find("Allow") == "POST");
}

}  // namespace palaver::testing
