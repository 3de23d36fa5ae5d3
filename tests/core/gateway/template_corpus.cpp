#include "tests/core/gateway/template_corpus.h"

#include <charconv>

namespace {

using Result = CorpusCase::Result;

int hex(char c) {
  return c <= '9' ? c - '0' : c - 'a' + 10;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    if (c == 'x' && i + 2 < text.size()) {
      out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
      i += 2;
    } else {
      out += c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c == 's' ? ' ' : c;
    }
  }
  return out;
}

bool starts_with(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// "2:5"
void read_place(std::string_view text, CorpusCase* out) {
  const char* end = text.data() + text.size();
  const auto line = std::from_chars(text.data(), end, out->line);
  if (line.ptr < end) std::from_chars(line.ptr + 1, end, out->column);
}

class Reader {
 public:
  explicit Reader(const CorpusFile& file) : file_(file) {}

  std::vector<CorpusCase> read() {
    for (std::string_view rest = file_.text; !rest.empty();) {
      const std::size_t end = rest.find('\n');
      take_line(rest.substr(0, end));
      rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    end_part();
    finish();
    return std::move(cases_);
  }

 private:
  void take_line(std::string_view line) {
    if (starts_with(line, "=== ")) {
      end_part();
      // The empty line between two cases.
      if (part_ != nullptr && !part_->empty() && part_->back() == '\n') part_->pop_back();
      finish();
      cases_.push_back({});
      cases_.back().file = file_.name;
      cases_.back().name = line.substr(4);
      part_ = &cases_.back().text;
      return;
    }
    if (cases_.empty()) return;
    CorpusCase& now = cases_.back();
    if (line == "--- body") {
      begin(&now.body);
    } else if (line == "--- output") {
      now.result = Result::output;
      begin(&now.expected);
    } else if (starts_with(line, "--- refused ")) {
      now.result = Result::refused;
      read_place(line.substr(12), &now);
      begin(&now.expected);
    } else if (starts_with(line, "--- fails ")) {
      now.result = Result::fails;
      read_place(line.substr(10), &now);
      begin(&now.expected);
    } else if (line == "--- note") {
      begin(&note_);
    } else {
      if (lines_++ > 0) *part_ += '\n';
      *part_ += line;
    }
  }

  void begin(std::string* part) {
    end_part();
    part->clear();
    part_ = part;
  }
  void end_part() { lines_ = 0; }

  void finish() {
    constexpr std::string_view kEscaped = " (escaped)";
    if (cases_.empty()) return;
    CorpusCase& last = cases_.back();
    const std::string& name = last.name;
    if (name.size() < kEscaped.size() ||
        name.compare(name.size() - kEscaped.size(), kEscaped.size(), kEscaped) != 0) {
      return;
    }
    for (std::string* part : {&last.text, &last.body, &last.expected}) *part = unescaped(*part);
  }

  const CorpusFile& file_;
  std::vector<CorpusCase> cases_;
  std::string* part_ = nullptr;
  std::size_t lines_ = 0;
  std::string note_;
};

}  // namespace

std::vector<CorpusCase> template_corpus() {
  std::vector<CorpusCase> all;
  for (const CorpusFile& file : template_corpus_files()) {
    for (CorpusCase& read : Reader(file).read()) all.push_back(std::move(read));
  }
  return all;
}
