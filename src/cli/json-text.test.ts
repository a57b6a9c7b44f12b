import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseJson } from "./json-text.js";

const message = (text: string): string => {
  try {
    parseJson(text, "f.json");
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
};

test("what JSON.parse accepts is accepted with the same value", () => {
  for (const text of [
    '{"a":[1,-0.5E-3,true,false,null,"x\\u0041\\n"],"b":{}}',
    "[]",
    "3",
    '"é😀"',
    " \n[1 , 2]\t",
    '"\u007f"',
  ])
    assert.equal(parseJson(text, "f.json"), JSON.parse(text));
  assert.equal(parseJson('\ufeff{"a":1}', "f.json"), { a: 1 }, "a byte order mark is no content");
});

test("what JSON.parse refuses is refused, with line and column", () => {
  const broken = [
    "{",
    "[1,2",
    '{"a":1,}',
    "[1 2]",
    '{"a" 1}',
    "{a:1}",
    "[01]",
    "[1.]",
    "[.5]",
    "[+1]",
    "nul",
    "1 2",
    '["a\nb"]',
    '["\\x"]',
    '"abc',
    "{'a':1}",
    "[1,,2]",
    "]",
    "[}",
    '{"a":1 "b":2}',
    '{"a":}',
    "[1]]",
    "tru",
    "{1:2}",
    ",",
  ];
  for (const text of broken) {
    assert.throws(() => JSON.parse(text), `${text} should be no JSON`);
    assert.match(message(text), /^f\.json:\d+:\d+: /, text);
  }
  assert.match(message('{\n  "A": [[1, 2],\n  [3 4]]\n}'), /^f\.json:3:6: not JSON: found 4, expected ","/);
});

test("random deletions and insertions: the same texts are accepted as by JSON.parse", () => {
  const source = '{"gamma":0.5,"A":[[1,-2e-3],[0.25,1]],"n":null,"t":[true,false],"s":"a\\"b"}';
  let state = 1;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  for (let i = 0; i < 3000; i++) {
    const at = random(source.length);
    const text =
      source.slice(0, at) +
      ["", "", ",", "[", "}", '"', "1", ":", "-", " ", "e"][random(11)] +
      source.slice(at + random(3));
    let valid = true;
    try {
      JSON.parse(text);
    } catch {
      valid = false;
    }
    assert.is(message(text) === "accepted", valid, text);
  }
});

test("NaN and infinities are named as such", () => {
  assert.is(message('{"A":[[NaN]]}'), "f.json:1:8: NaN is no JSON number; expected a finite number");
  assert.match(message("[-Infinity]"), /-Infinity is no JSON number/);
});

test("empty and much too deep texts", () => {
  assert.is(message(" \n"), "f.json: empty; expected a JSON document");
  assert.match(message("[".repeat(100_000)), /^f\.json:1:201: nested more than 200 levels deep/);
});

test("a key that stands twice in one object is refused, with its place; in two objects it may stand", () => {
  assert.is(
    message('{"A": [[1]],\n "A": [[2]]}'),
    'f.json:2:2: the key "A" stands twice in this object; expected it once',
  );
  assert.match(message('{"A": 1, "\\u0041": 2}'), /stands twice/, "however it is spelt");
  assert.match(message('[{"a": {"b": 1}, "c": {"d": 1, "d": 2}}]'), /^f\.json:1:32: the key "d" stands twice/);
  assert.equal(parseJson('[{"a": {"a": 1}}, {"a": [{"a": 2}]}]', "f.json"), [{ a: { a: 1 } }, { a: [{ a: 2 }] }]);
  assert.is(message('{"__proto__": 1, "constructor": 2}'), "accepted");
});

test.run();
