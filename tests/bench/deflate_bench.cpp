// What compression costs: one chat message, and a broadcast of it.

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "server/deflate/codec.h"
#include "server/deflate/deflater.h"
#include "server/deflate/session.h"
#include "server/gateway/outgoing_message.h"
#include "tests/bench/allocation_counter.h"

namespace palaver::bench {
namespace {

using namespace palaver::deflate;
using framing::ContextTakeover;

constexpr int kReceivers = 500;

// JSON as the chat sends it, of a little more than 1 KiB: words that do not come in one order.
std::string chat_json(std::uint32_t random) {
  static constexpr std::string_view kWords[] = {
      "does",   "anybody",   "know",   "when",    "the",    "shop",  "around", "corner",
      "opens",  "on",        "Sunday", "because", "we",     "would", "like",   "to",
      "have",   "breakfast", "there",  "before",  "our",    "train", "leaves", "for",
      "Berlin", "at",        "noon",   "and",     "nobody", "wants", "wait",   "until"};
  std::string words;
  while (words.size() < 920) {
    random = random * 1664525 + 1013904223;
    words += kWords[random >> 27];
    words += random >> 24 & 7 ? " " : ". ";
  }
  return R"({"type":"message","room":"lounge","id":"3kTMd0vGZ2eYa","author":{"id":"c1f0",)"
         R"("name":"J\u00f6rg"},"sent":1732440000123,"message":")" +
         words + R"("})";
}

void deflate_message(benchmark::State& state) {
  const std::string text = chat_json(1);
  const auto window = static_cast<std::uint8_t>(state.range(0));
  Deflater deflater(window, static_cast<int>(state.range(1)));
  ByteBuffer room;
  const std::size_t size = deflater.deflate(text, room).size();
  const AllocationCounter counter;
  for (auto _ : state) benchmark::DoNotOptimize(deflater.deflate(text, room).data());
  counter.finish(state);
  state.counters["of_text"] = static_cast<double>(size) / static_cast<double>(text.size());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
// The window that the text needs, and the largest.
BENCHMARK(deflate_message)->ArgNames({"window", "level"})->ArgsProduct({{11, 15}, {1, 6, 9}});

void inflate_message(benchmark::State& state) {
  const std::string text = chat_json(1);
  ByteBuffer room;
  Deflater deflater(15, 6);
  const std::string payload(deflater.deflate(text, room));
  Codec codec({});
  benchmark::DoNotOptimize(codec.inflate(payload, text.size()));
  const AllocationCounter counter;
  for (auto _ : state) benchmark::DoNotOptimize(codec.inflate(payload, text.size()));
  counter.finish(state);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(inflate_message);

// The frames for all receivers of one text: none compressed, one compressed for all, and one for
// each, as takeover wants it. The texts come in turn, each longer ago than a window reaches.
enum Way { plain, shared, each };
void broadcast(benchmark::State& state) {
  std::vector<std::string> texts;
  for (std::uint32_t i = 0; i < 8; ++i) texts.push_back(chat_json(i));
  const auto way = static_cast<Way>(state.range(0));
  Codec codec({});
  std::vector<Session> sessions;
  for (int i = 0; i < kReceivers; ++i) {
    sessions.emplace_back(framing::DeflateParameters{.server = way == each ? ContextTakeover::yes
                                                                           : ContextTakeover::no},
                          codec);
  }
  std::size_t turn = 0;
  std::size_t wire_bytes = 0;
  const AllocationCounter counter;
  for (auto _ : state) {
    gateway::OutgoingMessage message(texts[turn++ % texts.size()], codec);
    wire_bytes = 0;
    for (Session& session : sessions) {
      wire_bytes += message.frames_for(way == plain ? nullptr : &session).size();
    }
    benchmark::DoNotOptimize(wire_bytes);
  }
  counter.finish(state);
  state.SetItemsProcessed(state.iterations() * kReceivers);
  state.counters["wire_bytes"] = static_cast<double>(wire_bytes) / kReceivers;
}
BENCHMARK(broadcast)->ArgName("way")->Arg(plain)->Arg(shared)->Arg(each);

}  // namespace
}  // namespace palaver::bench
