// fhirpath.js from npm, compiled, on the forms of the benchmark: only the total, no bands, alerts or checks.
// Usage: node fhirpath.js FOLDER FORMS.jsonl OURS
// FOLDER holds node_modules/fhirpath; OURS is our own time for one form with JSON in and out, in seconds.
'use strict';
const fs = require('fs');
const path = require('path');
const [folder, file, ours] = process.argv.slice(2);
const installed = path.join(path.resolve(folder), 'node_modules', 'fhirpath');
const fhirpath = require(installed);
const version = JSON.parse(fs.readFileSync(path.join(installed, 'package.json'), 'utf8')).version;
const forms = fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => {
  const form = JSON.parse(line);
  const item = form.responses.map((v, i) => ({linkId: String(i + 1), answer: v === null ? [] : [{valueInteger: v}]}));
  return JSON.stringify({resourceType: 'QuestionnaireResponse', id: String(form.id), status: 'completed', item});
});
const total = fhirpath.compile('item.answer.value.sum()', require(path.join(installed, 'fhir-context', 'r4')));

let bytes = 0;
function round() {
  const start = process.hrtime.bigint();
  for (const text of forms) {
    const form = JSON.parse(text);
    bytes += JSON.stringify({id: form.id, total: total(form)[0]}).length;
  }
  return Number(process.hrtime.bigint() - start) / 1e9 / forms.length;
}
const first = JSON.parse(forms[0]);
if (total(first)[0] !== first.item.reduce((sum, i) => sum + i.answer[0].valueInteger, 0)) throw new Error('wrong total');
let least = Infinity;
for (let i = 0; i < 3; i++) round(); // the compiler of Node warms up
const end = Date.now() + 1000;
for (let i = 0; i < 5 || Date.now() < end; i++) least = Math.min(least, round());
console.log(['the totals of the same forms, fhirpath.js ' + version + ' on Node', least, 's', ours, 'scoring with JSON, above'].join('\t'));
