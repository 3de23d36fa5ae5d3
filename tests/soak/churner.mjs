// A process full of clients that come, talk and go, until it is killed.
//
//   node churner.mjs ENDPOINT NAME ROOMS
import { setTimeout as pause } from 'node:timers/promises';
import { Ledger, Person } from './person.mjs';

const [endpoint, name, rooms] = process.argv.slice(2);
const clients = [];
let number = 0;
process.on('disconnect', () => process.exit(0)); // the soak has ended
for (;;) {
  for (let i = clients.length - 1; i >= 0; --i) if (clients[i].closing) clients.splice(i, 1);
  if (clients.length < 16) {
    clients.push(new Person(endpoint, {
      name: `${name}-${++number}`, room: `room-${number % Number(rooms)}`, ledger: new Ledger(), compressed: number % 3 === 0,
    }));
  }
  const one = clients[Math.floor(Math.random() * clients.length)];
  const what = Math.random();
  if (what < 0.05) one.leave();
  else if (what < 0.1) one.breakOff();
  else one.say(Math.floor(Math.random() * 200));
  await pause(10);
}
