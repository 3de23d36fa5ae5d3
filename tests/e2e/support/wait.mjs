// Waiting for something to be so, with a limit; never for time to pass.
import { setTimeout as pause } from 'node:timers/promises';

// How long anything that should happen soon may take on a busy machine.
export const soonMs = 20_000;

// Settles like the promise, or fails after `ms` with what did not happen.
export async function within(ms, what, promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not within ${ms} ms: ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

// Asks again until the answer is truthy, and gives it.
export async function until(what, question, ms = soonMs) {
  const deadline = Date.now() + ms;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
    await pause(20);
  }
}
