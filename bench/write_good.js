// write-good, a prose linter from npm, on the sentences of the benchmark. Usage: node write_good.js FOLDER SENTENCES OURS
// FOLDER holds node_modules/write-good; SENTENCES has one a line; OURS is our own time for one sentence, in seconds.
'use strict';
const fs = require('fs');
const path = require('path');
const [folder, file, ours] = process.argv.slice(2);
const installed = path.join(path.resolve(folder), 'node_modules', 'write-good');
const writeGood = require(installed);
const version = JSON.parse(fs.readFileSync(path.join(installed, 'package.json'), 'utf8')).version;
const sentences = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean);

let found = 0;
function round() {
  const start = process.hrtime.bigint();
  for (const s of sentences) found += writeGood(s).length;
  return Number(process.hrtime.bigint() - start) / 1e9 / sentences.length;
}
let least = Infinity;
for (let i = 0; i < 10; i++) round(); // the compiler of Node warms up
const end = Date.now() + 1000;
for (let i = 0; i < 10 || Date.now() < end; i++) least = Math.min(least, round());
if (found === 0) throw new Error('write-good found nothing');
console.log(['the same sentences, write-good ' + version + ' on Node', least, 's', ours, 'judging a sentence, above'].join('\t'));
