// A folder of a test's own, gone when the test ends.
#pragma once

#include <stdlib.h>

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

namespace palaver::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto pattern = (std::filesystem::temp_directory_path() / "palaver-test-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view relative) const { return path_ / relative; }

  // Makes the folders on the way.
  void write(std::string_view relative, std::string_view content) {
    const auto file = path_ / relative;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream << content;
    stream.close();
    REQUIRE(stream.good());
  }
  // Moves the time of the file's last change, instead of waiting for time to pass.
  void age(std::string_view relative, std::chrono::seconds by) {
    const auto file = path_ / relative;
    std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) - by);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace palaver::testing
