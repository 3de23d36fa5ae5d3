// A fuzz target without a fuzzer: runs its seeds and a fixed set of mutations of them, so that
// every compiler and every build tries some thousands of odd inputs and always the same ones.
//
//   palaver_fuzz_replay_<target>                    the seeds and their mutations
//   palaver_fuzz_replay_<target> FILE|FOLDER...     these inputs: libFuzzer's findings, a corpus
//   palaver_fuzz_replay_<target> --write-seeds DIR  writes the seeds, a corpus to start from

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string_view>

#include "tests/fuzz/fuzz_target.h"

namespace {

constexpr int kMutationsPerSeed = 2000;
constexpr std::size_t kMaxChanges = 4;

void run(const std::string& input) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

// The generator's numbers are laid down by the standard; its distributions' are not.
std::size_t below(std::mt19937& random, std::size_t bound) {
  return random() % bound;
}

std::string mutated(std::string input, const std::vector<std::string>& seeds,
                    std::mt19937& random) {
  for (std::size_t changes = 1 + below(random, kMaxChanges); changes > 0; --changes) {
    const std::size_t place = below(random, input.size() + 1);
    switch (below(random, 6)) {
      case 0:  // one bit
        if (place < input.size()) {
          input[place] =
              static_cast<char>(static_cast<std::uint8_t>(input[place]) ^ (1u << below(random, 8)));
        }
        break;
      case 1:  // one byte more
        input.insert(place, 1, static_cast<char>(below(random, 256)));
        break;
      case 2:  // some bytes less
        input.erase(place, 1 + below(random, 4));
        break;
      case 3:  // the end is missing
        input.resize(place);
        break;
      case 4: {  // a piece twice
        const std::string piece = input.substr(place, 1 + below(random, 16));
        input.insert(below(random, input.size() + 1), piece);
        break;
      }
      default: {  // a piece of another seed
        const std::string& other = seeds[below(random, seeds.size())];
        input.insert(place, other.substr(below(random, other.size()), 1 + below(random, 32)));
        break;
      }
    }
  }
  return input;
}

bool run_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "cannot read %s\n", path.c_str());
    return false;
  }
  run(std::string(std::istreambuf_iterator<char>(file), {}));
  return true;
}

int run_files(int count, char** names) {
  int inputs = 0;
  for (int i = 0; i < count; ++i) {
    std::vector<std::filesystem::path> paths = {names[i]};
    if (std::filesystem::is_directory(names[i])) {
      paths.assign(std::filesystem::directory_iterator(names[i]), {});
    }
    for (const std::filesystem::path& path : paths) {
      if (!run_file(path)) return 1;
      ++inputs;
    }
  }
  std::printf("%d inputs, every promise kept\n", inputs);
  return inputs > 0 ? 0 : 1;
}

int write_seeds(const std::string& directory) {
  int number = 0;
  for (const std::string& seed : palaver::fuzz::seeds()) {
    const std::string name = directory + "/seed-" + std::to_string(number++);
    std::ofstream file(name, std::ios::binary);
    file << seed;
    if (!file.flush()) {
      std::fprintf(stderr, "cannot write %s\n", name.c_str());
      return 1;
    }
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 3 && std::string_view(argv[1]) == "--write-seeds") return write_seeds(argv[2]);
  if (argc > 1) return run_files(argc - 1, argv + 1);

  const std::vector<std::string> seeds = palaver::fuzz::seeds();
  std::mt19937 random(2024);
  int inputs = 0;
  for (const std::string& seed : seeds) {
    run(seed);
    ++inputs;
    for (int i = 0; i < kMutationsPerSeed; ++i, ++inputs) run(mutated(seed, seeds, random));
  }
  std::printf("%d inputs, every promise kept\n", inputs);
  return 0;
}
