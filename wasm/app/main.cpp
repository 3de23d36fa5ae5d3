// Starts the client. It lives as long as the page.
#include "wasm/app/app.h"

int main() {
  static palaver::app::App app;
  app.start();
  return 0;
}
