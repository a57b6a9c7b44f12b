import { atMost, below, type Claim, claim, type ImplicitData, type ImplicitLayer, instances } from "lemmacheck";
import { test } from "uvu";
import * as assert from "uvu/assert";

const parts = { id: "mine/range", statement: "s" };
const gains = (made: Claim<ImplicitData, ImplicitLayer>): number =>
  Math.max(
    ...Array.from(
      { length: 300 },
      (_, i) => made.instances.model.view(made.instances.draw(7n, i).data).view.gain.toBall().mid,
    ),
  );
const wide = instances.implicitLayer({ width: [1, 4], samples: [1, 2], gain: [0, 0.5] });

test("a claim without a hypothesis about gains means the prescribed range", () => {
  const made = claim({
    ...parts,
    instances: wide,
    given: { featured: (layer) => below(0, layer.featureNorm) },
    then: { small: (layer) => atMost(layer.gain, "0.5") },
  });
  assert.ok(gains(made) <= 0.5);
  assert.ok(gains(claim({ ...parts, instances: wide, then: { small: (layer) => atMost(layer.gain, 1) } })) <= 0.5);
});

test("a claim that states a hypothesis about gains is tried beyond the range as well", () => {
  for (const weak of ["gain", "spectralRadiusGain", "largestEntryGain"] as const) {
    const made = claim({
      ...parts,
      instances: wide,
      given: { weak: (layer) => below(layer[weak], 1) },
      then: { small: (layer) => atMost(layer.gain, 1) },
    });
    assert.ok(gains(made) > 1, weak);
  }
});

test("outside: true and outside: false are taken at their word", () => {
  const then = { small: (layer: { readonly gain: Parameters<typeof atMost>[0] }) => atMost(layer.gain, 1) };
  const options = { width: [1, 4], samples: [1, 2], gain: [0, 0.5] } as const;
  assert.ok(gains(claim({ ...parts, instances: instances.implicitLayer({ ...options, outside: true }), then })) > 1);
  assert.ok(
    gains(claim({ ...parts, instances: instances.implicitLayer({ ...options, outside: false }), then })) <= 0.5,
  );
});

test.run();
