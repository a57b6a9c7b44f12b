import type { Operand } from "./arithmetic.js";
import type { Inequality } from "./inequality.js";
import type { Instances } from "./instances.js";
import type { Curve, Observation } from "./observation.js";
import type { ScalingStatement } from "./scaling.js";
import { quantitiesOf, traceStatement } from "./trace.js";

/**
 * Where a statement comes from. `abstract`: the paper's abstract says it; `recalled`: remembered of the paper, its full
 * text not at hand; `standard`: a textbook theorem; `derived`: proved in this repository; `user`: a user's claim file.
 */
export type Provenance = "abstract" | "recalled" | "standard" | "derived" | "user";

/** A hypothesis or a conclusion: from the instance's view to one inequality, or a list that counts as its worst. */
export type Statement<View> = (view: View) => Inequality | readonly Inequality[];

/** A claimed bound of the failure probability: of each instance, or one for all of them. */
export type FailureBound<View> = Operand | ((view: View) => Operand);

/** How the claim quantifies over random instances. */
export type Quantifier<View = never> =
  | { readonly kind: "always" }
  /**
   * The conclusions fail, together, with probability at most `failure(view)`, given what the stratum fixes. Tested
   * stratum by stratum: as many confirmed failures as were met must not be too unlikely under the stratum's largest
   * claimed bound (exact binomial test). A bound of 1 or more says nothing.
   */
  | { readonly kind: "withProbability"; readonly failure: FailureBound<View> }
  /** A statement about a scaling or a frequency, judged by `lemmacheck study`, never by single trials. */
  | { readonly kind: "study"; readonly scaling?: ScalingStatement };

/** A plausible falsehood: the claim with some parts replaced. Everything else stays as it is. */
export interface Mutant<View, G extends string, T extends string> {
  /** Plain words: what was changed. */
  readonly statement?: string;
  /** Hypotheses to replace, or to drop with null. */
  readonly given?: { readonly [K in G]?: Statement<View> | null };
  /** Conclusions to replace, or to drop with null. */
  readonly then?: { readonly [K in T]?: Statement<View> | null };
  /** Replaces the claimed failure probability of a claim with quantifier `withProbability`. */
  readonly failure?: FailureBound<View>;
  /** Replaces the scaling that a claim of kind `study` states. */
  readonly scaling?: ScalingStatement;
  /** Curves of the mutant's own promise, in place of the claim's with the same titles. */
  readonly curves?: Readonly<Record<string, Curve<View>>>;
  /** Instances (in their JSON form) that refute the mutant; replayed exactly. */
  readonly witnesses?: readonly object[];
}

/** What breaks when one hypothesis is dropped. */
export interface Necessity {
  /** Plain words: which conclusion fails, or why it becomes meaningless. */
  readonly breaks: string;
  /** Further hypotheses that must be dropped with this one (one alone may be redundant). */
  readonly alsoDrop?: readonly string[];
  /** Instances (in their JSON form) that violate the hypothesis and a conclusion. */
  readonly witnesses: readonly object[];
  /** True where the conclusion has no meaning on the witness (no equilibrium exists): said so, instead of violated. */
  readonly meaningless?: boolean;
}

/** A paper that claims come from. */
export interface Paper {
  /** Short key, also the first part of claim ids: "gao-2022". */
  readonly key: string;
  /** "2205.07463" */
  readonly arxiv?: string;
  readonly authors: string;
  readonly title: string;
  readonly year: number;
}

export type Cost = "light" | "heavy";

/** What `claim({…})` takes: the parts a user writes. */
export interface ClaimParts<Data, View, G extends string, T extends string> {
  /** "<paper>/<claim>", lower case, digits and hyphens. */
  readonly id: string;
  /** One line for lists; the id's second part in words when left out. */
  readonly title?: string;
  /** The statement in TeX. */
  readonly statement: string;
  /** The statement in plain words, for terminals. */
  readonly plain?: string;
  readonly paper?: Paper;
  /** Where in the source: "Lemma 3", "section C3 (a)". */
  readonly locator?: string;
  /** Free text for a user's own source. */
  readonly source?: string;
  readonly provenance?: Provenance;
  /** Where the proof stands: "properties/gao-2022/README.md#picard-contracts". */
  readonly proof?: string;
  /** Raised when the claim's meaning changes; does not enter the drawing of instances. */
  readonly revision?: number;
  readonly quantifier?: Quantifier<View>;
  /**
   * "heavy" where a trial takes many times as long as most: training runs, flows, large instances. A profile gives such a
   * claim fewer trials. "light" when left out.
   */
  readonly cost?: Cost;
  readonly instances: Instances<Data, View>;
  readonly given?: { readonly [K in G]: Statement<View> };
  readonly then: { readonly [K in T]: Statement<View> };
  readonly mutants?: { readonly [name: string]: Mutant<View, NoInfer<G>, NoInfer<T>> };
  readonly necessity?: { readonly [K in NoInfer<G>]?: Necessity };
  /** Instances on which the claim must hold or be vacuous: replayed in every run. */
  readonly examples?: readonly object[];
  /** Quantities to watch, by the name that reports show: "actual / predicted rate". They have no part in a verdict. */
  readonly observations?: Readonly<Record<string, Observation<View>>>;
  /** Runs to draw beside what the theorem promises, by title. They have no part in a verdict. */
  readonly curves?: Readonly<Record<string, Curve<View>>>;
}

/** A claim as the engine sees it: names erased to strings. */
export interface Claim<Data = unknown, View = unknown> {
  readonly id: string;
  readonly title: string;
  readonly statement: string;
  readonly plain: string;
  readonly paper: Paper | null;
  readonly locator: string;
  readonly provenance: Provenance;
  readonly proof: string;
  readonly revision: number;
  readonly quantifier: Quantifier<View>;
  readonly cost: Cost;
  readonly instances: Instances<Data, View>;
  readonly given: Readonly<Record<string, Statement<View>>>;
  readonly then: Readonly<Record<string, Statement<View>>>;
  readonly mutants: Readonly<Record<string, Mutant<View, string, string>>>;
  readonly necessity: Readonly<Record<string, Necessity>>;
  readonly examples: readonly object[];
  readonly observations: Readonly<Record<string, Observation<View>>>;
  readonly curves: Readonly<Record<string, Curve<View>>>;
}

const ID = /^[a-z0-9]+(-[a-z0-9]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Writes a claim down, checking its shape.
 * @throws TypeError, with one line that names the claim and the part, if something is missing or misnamed.
 * @example
 * export default claim({
 *   id: "mine/norm",
 *   statement: String.raw`\gamma\|A\|_2 < 1 \implies \|Z\|_F \le \|\sigma(\Phi)\|_F / (1 - \gamma\|A\|_2)`,
 *   instances: instances.implicitLayer({ width: [1, 8], samples: [1, 4], gain: [0, 0.99] }),
 *   given: { contraction: (layer) => below(layer.gain, 1) },
 *   then: { upperBound: (layer) => atMost(layer.equilibriumNorm, over(layer.featureNorm, minus(1, layer.gain))) },
 *   mutants: { noGain: { then: { upperBound: (layer) => atMost(layer.equilibriumNorm, layer.featureNorm) } } },
 * });
 */
export function claim<Data, View, const G extends string, const T extends string>(
  parts: ClaimParts<Data, View, G, T>,
): Claim<Data, View> {
  const where = `claim ${JSON.stringify(parts?.id ?? null)}`;
  const fail = (message: string): never => {
    throw new TypeError(`${where}: ${message}`);
  };
  if (typeof parts?.id !== "string" || !ID.test(parts.id))
    fail('id must look like "mine/equilibrium-norm" (lower case letters, digits, hyphens, one slash)');
  if (typeof parts.statement !== "string" || parts.statement.trim() === "")
    fail("statement must be a non-empty string");
  if (typeof parts.instances?.draw !== "function")
    fail("instances must come from instances.implicitLayer({…}) or another family");
  const given: Readonly<Record<string, Statement<View>>> = parts.given ?? {};
  const then: Readonly<Record<string, Statement<View>>> = parts.then ?? {};
  if (Object.keys(then).length === 0) fail("then must name at least one conclusion");
  for (const [kind, statements] of [
    ["given", given],
    ["then", then],
  ] as const)
    for (const [name, statement] of Object.entries(statements))
      if (typeof statement !== "function") fail(`${kind}.${name} must be a function of the instance`);
  if (parts.cost !== undefined && parts.cost !== "light" && parts.cost !== "heavy")
    fail('cost must be "light" or "heavy"');
  const mutants: Readonly<Record<string, Mutant<View, string, string>>> = parts.mutants ?? {};
  for (const [name, mutant] of Object.entries(mutants)) {
    for (const [kind, statements, known] of [
      ["given", mutant.given, given],
      ["then", mutant.then, then],
    ] as const)
      for (const key of Object.keys(statements ?? {}))
        if (!(key in known)) fail(`mutants.${name}.${kind}.${key} replaces nothing: the claim has no such part`);
    const { given: hypotheses, then: conclusions, failure, scaling } = mutant;
    if ([hypotheses, conclusions, failure, scaling].every((part) => part === undefined))
      fail(`mutants.${name} changes nothing`);
    if (mutant.failure !== undefined && parts.quantifier?.kind !== "withProbability")
      fail(`mutants.${name}.failure replaces nothing: the claim's quantifier is not withProbability`);
    for (const title of Object.keys(mutant.curves ?? {}))
      if (!(title in (parts.curves ?? {})))
        fail(`mutants.${name}.curves[${JSON.stringify(title)}] replaces nothing: the claim has no such curve`);
  }
  for (const [name, observation] of Object.entries(parts.observations ?? {}))
    if (typeof observation !== "function")
      fail(`observations[${JSON.stringify(name)}] must be a function of the instance`);
  for (const [title, curve] of Object.entries(parts.curves ?? {}))
    if (typeof curve?.points !== "function")
      fail(`curves[${JSON.stringify(title)}].points must be a function of the instance`);
  const necessity = (parts.necessity ?? {}) as Readonly<Record<string, Necessity>>;
  for (const key of Object.keys(necessity)) if (!(key in given)) fail(`necessity.${key} names no hypothesis`);
  let meant: Instances<Data, View> | undefined;
  return Object.freeze({
    id: parts.id,
    title: parts.title ?? parts.id.slice(parts.id.indexOf("/") + 1).replaceAll("-", " "),
    statement: parts.statement,
    plain: parts.plain ?? parts.statement,
    paper: parts.paper ?? null,
    locator: parts.locator ?? parts.source ?? "",
    provenance: parts.provenance ?? "user",
    proof: parts.proof ?? "",
    revision: parts.revision ?? 1,
    quantifier: parts.quantifier ?? { kind: "always" as const },
    cost: parts.cost ?? "light",
    // Found out when it is asked for: it takes an instance, and a program that lists claims needs none.
    get instances() {
      meant ??= meantInstances(parts.instances, given);
      return meant;
    },
    given,
    then,
    mutants,
    necessity,
    examples: parts.examples ?? [],
    observations: parts.observations ?? {},
    curves: parts.curves ?? {},
  });
}

/**
 * The family that the claim means: all of it where a hypothesis speaks of what the family prescribes, else only what
 * lies within the prescribed range, which then is the claim's own hypothesis.
 */
function meantInstances<Data, View>(
  instances: Instances<Data, View>,
  given: Readonly<Record<string, Statement<View>>>,
): Instances<Data, View> {
  if (instances.prescribed === undefined) return instances;
  const { quantities, within } = instances.prescribed;
  const { view, arithmetic } = within.model.view(within.draw(0n, 0).data);
  const mentions = (statement: Statement<View>): boolean => {
    try {
      return traceStatement(statement, view, arithmetic)
        .flatMap(({ left, right }) => [...quantitiesOf(left), ...quantitiesOf(right)])
        .some((quantity) => quantities.includes(quantity));
    } catch {
      return true; // what can't be read is judged on the whole family, and reported by the engine
    }
  };
  return Object.values(given).some(mentions) ? instances : within;
}

/**
 * A claim with its data and view forgotten, as registries and the engine hold it. Sound because the engine hands a
 * claim only instances that the claim's own `instances` drew or parsed.
 */
export type AnyClaim = Omit<Claim<unknown, never>, "instances"> & { readonly instances: Instances<unknown, unknown> };

/**
 * The mutant as a claim of its own; it draws its claim's instances.
 * @example
 * import { claims } from "lemmacheck/claims";
 * const [first] = claims;
 * const [name] = Object.keys(first.mutants);
 * applyMutant(first as Claim, name).id === first.id; // → true
 */
export function applyMutant<Data, View>(original: Claim<Data, View>, name: string): Claim<Data, View> {
  const mutant = original.mutants[name];
  if (mutant === undefined) throw new RangeError(`claim ${original.id} has no mutant ${JSON.stringify(name)}`);
  return {
    ...original,
    statement: mutant.statement ?? original.statement,
    plain: mutant.statement ?? original.plain,
    quantifier: changedQuantifier(original.quantifier, mutant),
    given: replaced(original.given, mutant.given),
    then: replaced(original.then, mutant.then),
    mutants: {},
    necessity: {},
    observations: {},
    curves: { ...original.curves, ...mutant.curves },
  };
}

function changedQuantifier<View>(
  original: Quantifier<View>,
  { failure, scaling }: Mutant<View, string, string>,
): Quantifier<View> {
  if (failure !== undefined) return { kind: "withProbability", failure };
  return scaling === undefined ? original : { kind: "study", scaling };
}

/**
 * The claim without the named hypotheses.
 * @example
 * import { claims } from "lemmacheck/claims";
 * const [first] = claims;
 * Object.keys(withoutHypotheses(first as Claim, Object.keys(first.given)).given).length; // → 0
 */
export function withoutHypotheses<Data, View>(
  original: Claim<Data, View>,
  names: readonly string[],
): Claim<Data, View> {
  const given = Object.fromEntries(Object.entries(original.given).filter(([name]) => !names.includes(name)));
  return { ...original, given, mutants: {}, necessity: {} };
}

function replaced<View>(
  statements: Readonly<Record<string, Statement<View>>>,
  changes: { readonly [name: string]: Statement<View> | null | undefined } | undefined,
): Readonly<Record<string, Statement<View>>> {
  const result: Record<string, Statement<View>> = {};
  for (const [name, statement] of Object.entries(statements)) {
    const change = changes?.[name];
    if (change === null) continue;
    result[name] = change ?? statement;
  }
  return result;
}
