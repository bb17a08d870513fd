// Trains a classifier of iris flowers and writes it as ONNX: node build/iris.mjs IRIS_JSON MODEL_ONNX
//
// Softmax regression over Fisher's 150 flowers, by gradient descent from zero: the same data give the same model. One
// input per column ("sepal_length", "sepal_width", "petal_length", "petal_width", in cm; float, [rows, 1]); outputs
// "species" (string, [rows]) and "probabilities" (float, [rows, 3]).
import { readFileSync, writeFileSync } from 'node:fs';

const columns = ['sepal_length', 'sepal_width', 'petal_length', 'petal_width'];
const species = ['setosa', 'versicolor', 'virginica'];

const flowers = JSON.parse(readFileSync(process.argv[2], 'utf8'));
if (flowers.length !== 150) throw new Error(`There are 150 flowers, not ${flowers.length}.`);
const { weights, bias } = train(flowers.map(f => f.slice(0, 4)), flowers.map(f => species.indexOf(f[4])));
writeFileSync(process.argv[3], model(weights, bias));

function train(rows, labels) {
  // Columns are centred and scaled for the descent; at the end that is folded into the weights.
  const mean = columns.map((_, c) => rows.reduce((sum, row) => sum + row[c], 0) / rows.length);
  const scale = columns.map((_, c) => Math.sqrt(rows.reduce((sum, row) => sum + (row[c] - mean[c]) ** 2, 0) / rows.length));
  const scaled = rows.map(row => row.map((value, c) => (value - mean[c]) / scale[c]));
  const weights = columns.map(() => [0, 0, 0]);
  const bias = [0, 0, 0];
  for (let step = 0; step < 4000; step++) {
    const slope = columns.map(() => [0, 0, 0]);
    const slopeOfBias = [0, 0, 0];
    scaled.forEach((row, i) => {
      const scores = bias.map((b, k) => b + row.reduce((sum, value, c) => sum + value * weights[c][k], 0));
      const powers = scores.map(score => Math.exp(score - Math.max(...scores)));
      const total = powers.reduce((a, b) => a + b);
      for (let k = 0; k < 3; k++) {
        const error = (powers[k] / total - (labels[i] === k ? 1 : 0)) / rows.length;
        slopeOfBias[k] += error;
        row.forEach((value, c) => { slope[c][k] += error * value; });
      }
    });
    for (let k = 0; k < 3; k++) {
      bias[k] -= 0.5 * slopeOfBias[k];
      columns.forEach((_, c) => { weights[c][k] -= 0.5 * (slope[c][k] + 0.001 * weights[c][k]); });
    }
  }

  const unscaled = weights.map((row, c) => row.map(weight => weight / scale[c]));
  return { weights: unscaled, bias: bias.map((b, k) => b - mean.reduce((sum, m, c) => sum + m * unscaled[c][k], 0)) };
}

// ONNX is a protobuf (onnx.proto3): the numbers below are its field numbers, in the order of its messages.
function model(weights, bias) {
  const Float = 1, Text = 8;
  const graph = bytes(
    node('Concat', columns, ['columns'], attribute('axis', 1)),
    node('Gemm', ['columns', 'weights', 'bias'], ['scores']),
    node('Softmax', ['scores'], ['probabilities'], attribute('axis', 1)),
    node('ArgMax', ['scores'], ['best'], attribute('axis', 1), attribute('keepdims', 0)),
    node('Gather', ['names', 'best'], ['species']),
    text(2, 'iris'),
    part(5, tensor('weights', [4, 3], Float, floats(weights.flat()))),
    part(5, tensor('bias', [3], Float, floats(bias))),
    part(5, tensor('names', [3], Text, bytes(...species.map(name => text(6, name))))),
    ...columns.map(name => part(11, value(name, Float, ['rows', 1]))),
    part(12, value('species', Text, ['rows'])),
    part(12, value('probabilities', Float, ['rows', 3])));
  return bytes(number(1, 8), text(2, 'andamento'), part(7, graph), part(8, bytes(text(1, ''), number(2, 17))));
}

function node(operator, inputs, outputs, ...attributes) {
  return part(1, bytes(
    ...inputs.map(name => text(1, name)), ...outputs.map(name => text(2, name)), text(4, operator),
    ...attributes.map(a => part(5, a))));
}

function attribute(name, integer) { return bytes(text(1, name), number(3, integer), number(20, 2)); }

function tensor(name, dimensions, type, data) {
  return bytes(...dimensions.map(d => number(1, d)), number(2, type), data, text(8, name));
}

function floats(values) { return part(9, Buffer.from(new Float32Array(values).buffer)); }

function value(name, type, shape) {
  const dimensions = shape.map(d => part(1, typeof d === 'number' ? number(1, d) : text(2, d)));
  return bytes(text(1, name), part(2, part(1, bytes(number(1, type), part(2, bytes(...dimensions))))));
}

function bytes(...parts) { return Buffer.concat(parts); }
function part(field, content) { return bytes(varint(field << 3 | 2), varint(content.length), content); }
function text(field, content) { return part(field, Buffer.from(content, 'utf8')); }
function number(field, content) { return bytes(varint(field << 3), varint(content)); }

function varint(value) {
  const out = [];
  for (; value > 127; value = Math.floor(value / 128)) out.push(value % 128 | 128);
  return Buffer.from([...out, value]);
}
