import type { Json } from "../../claims/model.js";
import { Ball } from "../../numerics/ball.js";
import { ballJson, ballsJson, matrixJson } from "../inspect-json.js";
import type { ImplicitData } from "./data.js";
import { trainingQuantities } from "./inspect-training.js";
import { Float64Layer } from "./layer.js";

/** Beyond this width the enclosure of rho(A) takes minutes and says little. */
const WIDEST_SPECTRUM = 64;

type Quantities = Readonly<Record<string, Json>>;

/** What `inspect` shows of an implicit ReLU layer; what is not certain is null. */
export function inspectImplicit(data: ImplicitData): {
  readonly shape: Readonly<Record<string, number>>;
  readonly quantities: Quantities;
} {
  const layer = new Float64Layer(data);
  const { features } = data;
  return {
    shape: {
      width: layer.width,
      samples: layer.samples,
      ...("Phi" in features ? {} : { inputs: features.X.rows }),
    },
    quantities: {
      ...gainQuantities(layer),
      ...featureQuantities(layer),
      ...equilibriumQuantities(layer),
      ...trainingQuantities(layer, data),
    },
  };
}

function gainQuantities(layer: Float64Layer): Quantities {
  return {
    spectralNorm: ballJson(layer.spectralNorm),
    gain: ballJson(layer.gain),
    absoluteGain: ballJson(layer.absoluteGain),
    ...(layer.width > WIDEST_SPECTRUM ? {} : { spectralRadiusGain: ballJson(layer.spectralRadiusGain) }),
    determinant: ballJson(layer.determinant),
    leastPrincipalMinor: ballJson(layer.leastPrincipalMinor),
    isPMatrix: layer.isPMatrix,
  };
}

function featureQuantities(layer: Float64Layer): Quantities {
  return {
    featureNorm: ballJson(layer.featureNorm),
    featureLeastSingularValue: ballJson(layer.featureLeastSingularValue),
    featureGramEigenvalues: ballsJson(layer.featureGramEigenvalues),
  };
}

function equilibriumQuantities(layer: Float64Layer): Quantities {
  const { gain, featureNorm, equilibriumNorm, featureLeastSingularValue } = layer;
  const one = Ball.exact(1);
  const contracts = gain.known && gain.upper() < 1;
  return {
    equilibrium: matrixJson(layer.equilibriumMatrix),
    equilibriumCounts: ballsJson(layer.equilibriumCounts),
    equilibriumNorm: ballJson(equilibriumNorm),
    equilibriumNormLower: contracts ? ballJson(featureNorm.over(one.plus(gain))) : null,
    equilibriumNormUpper: contracts ? ballJson(featureNorm.over(one.minus(gain))) : null,
    equilibriumSpectralNorm: ballJson(layer.equilibriumSpectralNorm),
    equilibriumLeastSingularValue: ballJson(layer.equilibriumLeastSingularValue),
    gramEigenvalues: ballsJson(layer.gramEigenvalues),
    gramLowerBound: ballJson(featureLeastSingularValue.minus(gain.times(equilibriumNorm))),
    featureDistance: ballJson(layer.featureDistance),
    patternMargin: ballJson(layer.patternMargin),
  };
}
