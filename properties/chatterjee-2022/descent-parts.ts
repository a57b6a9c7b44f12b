import { atMost, below, minus, type Objective, product, times } from "lemmacheck";
import { criterion, eachStep, stepwise } from "./terms.js";

/** (1 - eps) alpha eta, eta the instance's own step size */
export const contraction = (objective: Objective) =>
  product(minus(1, objective.epsilon), objective.alpha, objective.descent.stepSize);

const stays = (objective: Objective) =>
  eachStep(objective.descent.length, (k) => atMost(objective.descent.at(k).travelled, objective.radius, `step ${k}`));

export const hypotheses = {
  criterion: (objective: Objective) => criterion(objective.value, objective.radius, objective.alpha),
  stepSize: (objective: Objective) => atMost(objective.descent.stepSize, objective.stepSize, "Hessian"),
};

export const conclusions = {
  rate: (objective: Objective) => stepwise(objective, contraction(objective)),
  ball: stays,
};

/** f = x^2 from 1 */
export const LINE = { model: "objective", family: "least-squares", B: [[1]], y: [0], x0: [1] };

/** The same two mistakes, each with an instance of one step that shows it */
export const mutants = (wholeRate: object, doubleStep: object) => ({
  wholeRate: {
    statement: "delta = alpha eta, without 1 - eps",
    then: {
      rate: (objective: Objective) => stepwise(objective, times(objective.alpha, objective.descent.stepSize)),
    },
    witnesses: [wholeRate],
  },
  doubleStep: {
    statement: "eta <= 4 eps / H suffices",
    given: {
      stepSize: (objective: Objective) => atMost(objective.descent.stepSize, times(2, objective.stepSize)),
    },
    witnesses: [doubleStep],
  },
});

/** eta < 2 / H: eta <= 2 eps / H for some eps < 1, whatever the criterion leaves */
export const anyEpsilon = (objective: Objective) => below(times(objective.descent.stepSize, objective.hessianBound), 2);

export const necessity = {
  criterion: {
    breaks: "no zero of f lies in the ball: the descent leaves it",
    alsoDrop: ["stepSize"],
    witnesses: [{ ...LINE, radius: 0.5, descent: { stepSize: 0.25, steps: [1, 2, 3] } }],
  },
  stepSize: {
    breaks: "x^2 with eta = 1.125 diverges",
    witnesses: [{ ...LINE, radius: 1.125, descent: { stepSize: 1.125, steps: [1, 2] } }],
  },
};
