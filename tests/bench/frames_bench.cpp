// Messages out of bytes, and bytes out of messages.

#include <benchmark/benchmark.h>

#include <string>
#include <variant>

#include "core/framing/frame_encoder.h"
#include "core/framing/frame_parser.h"
#include "tests/bench/allocation_counter.h"
#include "tests/bench/messages.h"

namespace palaver::bench {
namespace {

using namespace palaver::framing;

constexpr MaskKey kMask = {0x37, 0xFA, 0x21, 0x3D};

// As one connection does it: a parser that stays, a message that comes in one read.
void parse_frame(benchmark::State& state) {
  std::string payload(kChatMessage);
  payload.resize(static_cast<std::size_t>(state.range(0)), 'x');
  std::string wire;
  append_frame(wire, Opcode::text, payload, {.mask = kMask});
  FrameParser parser(Role::server);
  const AllocationCounter counter;
  for (auto _ : state) {
    parser.feed(wire);
    const Event event = parser.next();
    benchmark::DoNotOptimize(std::get_if<Message>(&event)->payload.data());
    benchmark::DoNotOptimize(parser.next());
  }
  counter.finish(state);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(wire.size()));
}
BENCHMARK(parse_frame)->Arg(200)->Arg(4096)->Arg(32 * 1024);

void encode_frame(benchmark::State& state) {
  const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
  const AllocationCounter counter;
  for (auto _ : state) benchmark::DoNotOptimize(encode_message(Opcode::text, payload));
  counter.finish(state);
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(encode_frame)->Arg(200)->Arg(4096)->Arg(128 * 1024);

// A client's frame, which is masked.
void encode_masked_frame(benchmark::State& state) {
  const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
  std::string out;
  const AllocationCounter counter;
  for (auto _ : state) {
    out.clear();
    append_frame(out, Opcode::text, payload, {.mask = kMask});
    benchmark::DoNotOptimize(out.data());
  }
  counter.finish(state);
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(encode_masked_frame)->Arg(200)->Arg(32 * 1024);

}  // namespace
}  // namespace palaver::bench
