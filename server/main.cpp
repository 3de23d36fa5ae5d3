#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "server/app/run.h"

int main(int argc, char** argv) {
  try {
    const std::string program = argc > 0 ? argv[0] : "palaver";
    const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
    return palaver::app::run(program, arguments, std::cout, std::cerr);
  } catch (const std::exception& error) {
    std::cerr << "palaver: " << error.what() << '\n';
    return 1;
  }
}
