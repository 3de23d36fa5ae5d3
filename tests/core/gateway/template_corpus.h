// The cases of tests/fixtures/templates: see the README.md there for the format.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct CorpusFile {
  std::string_view name;
  std::string_view text;
};

// Made by tests/fixtures/templates/embed.cmake.
std::span<const CorpusFile> template_corpus_files();

struct CorpusCase {
  std::string file;
  std::string name;
  std::string text;  // the template
  std::string body;
  enum class Result { none, output, refused, fails } result = Result::none;
  std::string expected;  // the output, or a part of the error's message
  std::size_t line = 0;  // of the error
  std::size_t column = 0;
};

std::vector<CorpusCase> template_corpus();
