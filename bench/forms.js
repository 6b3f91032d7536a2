// Forms for the benchmark of scoring, the same on every run: node forms.js > FORMS.jsonl
'use strict';
const kinds = [['phq9', 9, 0, 3], ['gad7', 7, 0, 3], ['pcl5', 20, 0, 4], ['dass21', 21, 0, 3], ['core10', 10, 0, 4], ['k10', 10, 1, 5]];
let seed = 1;
const draw = (n) => (seed = (seed * 48271) % 2147483647) % n;
for (let id = 1; id <= 600; id++) {
  const [instrument, count, min, max] = kinds[id % kinds.length];
  const responses = Array.from({length: count}, () => min + draw(max - min + 1));
  console.log(JSON.stringify({id, instrument, responses}));
}
