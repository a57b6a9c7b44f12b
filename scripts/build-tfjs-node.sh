#!/usr/bin/env bash
# Builds the native engine of TensorFlow.js (@tensorflow/tfjs-node) from source against the C library that comes inside
# of the Python wheel tensorflow-cpu, where its own download of libtensorflow can't be reached.
#
#   scripts/build-tfjs-node.sh [FOLDER]      default: .tensorflow (ignored by git)
#   LEMMACHECK_TFJS_NODE=FOLDER npx lemmacheck doctor
#
# Needs python3 with pip, make, a C++ compiler and Node's headers (found beside node, or fetched by node-gyp). Takes about
# 2 GB of disk and some minutes. Nothing of the repository's own node_modules is touched.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p "${1:-.tensorflow}"
folder="$(cd "${1:-.tensorflow}" && pwd)"
version=4.22.0

cd "$folder"
[ -f package.json ] || echo '{ "private": true }' > package.json
npm install --ignore-scripts --no-audit --no-fund "@tensorflow/tfjs-node@$version"

if [ ! -d wheel/tensorflow ]; then
  rm -rf wheel download
  python3 -m pip download --no-deps --only-binary :all: --dest download tensorflow-cpu
  mkdir wheel
  python3 -m zipfile --extract download/*.whl wheel
  rm -rf download
fi
library="$folder/wheel/tensorflow"

package="$folder/node_modules/@tensorflow/tfjs-node"
rm -rf "$package/deps"
mkdir -p "$package/deps/lib"
ln -s "$library/include" "$package/deps/include"
# The wheel's C++ library exports the C interface, too. The file named .2.9.1 keeps the package from downloading its own.
for name in libtensorflow.so libtensorflow.so.2.9.1 libtensorflow_cc.so.2; do
  ln -s "$library/libtensorflow_cc.so.2" "$package/deps/lib/$name"
done
for name in libtensorflow_framework.so libtensorflow_framework.so.2; do
  ln -s "$library/libtensorflow_framework.so.2" "$package/deps/lib/$name"
done

cd "$package"
headers="$(dirname "$(dirname "$(command -v node)")")"
if [ -f "$headers/include/node/node_api.h" ]; then export npm_config_nodedir="$headers"; fi
npx node-pre-gyp install --build-from-source

cd "$folder"
node -e '
const tf = require("@tensorflow/tfjs-node");
const [slope] = tf.grad((x) => x.square().sum())(tf.tensor1d([1.5])).dataSync();
if (slope !== 3) throw new Error("the derivative of x^2 at 1.5 came out as " + slope);
console.log("tfjs-node " + tf.version["tfjs-core"] + " works; use it with LEMMACHECK_TFJS_NODE=" + process.cwd());
'
