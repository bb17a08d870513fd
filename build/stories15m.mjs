// Turns the published stories15M into files that a model server reads: node build/stories15m.mjs MODEL_BIN TOKENIZER_BIN FOLDER
//
// MODEL_BIN is a llama2.c checkpoint of version 0: seven numbers, then the weights in one fixed order, float. It becomes
// FOLDER/model.onnx, a decoder whose attention is com.microsoft.GroupQueryAttention, so that its memory of keys and values
// may be one buffer that is both input and output. TOKENIZER_BIN becomes FOLDER/tokenizer.json, and what a generator must
// know becomes FOLDER/genai_config.json, in the form that ONNX Runtime GenAI reads.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [checkpoint, pieces, folder] = process.argv.slice(2);
const model = readModel(readFileSync(checkpoint));
writeFileSync(join(folder, 'model.onnx'), onnx(model));
writeFileSync(join(folder, 'tokenizer.json'), tokenizer(readPieces(readFileSync(pieces))));
writeFileSync(join(folder, 'genai_config.json'), JSON.stringify(config(model), null, 2) + '\n');

function readModel(file) {
  const [width, hidden, layers, heads, keyHeads, signedVocabulary, length] = new Int32Array(file.buffer.slice(file.byteOffset, file.byteOffset + 28));
  const vocabulary = Math.abs(signedVocabulary), size = width / heads;
  let at = 28;
  const take = (rows, columns) => {
    const values = new Float32Array(file.buffer.slice(file.byteOffset + at, file.byteOffset + at + 4 * rows * columns));
    if (values.length !== rows * columns) throw new Error('The checkpoint ends too early.');
    at += 4 * rows * columns;
    return { rows, columns, values };
  };
  const perLayer = (rows, columns) => Array.from({ length: layers }, () => take(rows, columns));
  const m = { width, hidden, layers, heads, keyHeads, vocabulary, length, size };
  m.embedding = take(vocabulary, width);
  m.attentionNorm = perLayer(1, width);
  m.query = perLayer(heads * size, width);
  m.key = perLayer(keyHeads * size, width);
  m.value = perLayer(keyHeads * size, width);
  m.out = perLayer(width, heads * size);
  m.feedNorm = perLayer(1, width);
  m.gate = perLayer(hidden, width);
  m.down = perLayer(width, hidden);
  m.up = perLayer(hidden, width);
  m.norm = take(1, width);
  take(length, size / 2); // tables of rotations, computed anew below
  take(length, size / 2);
  m.head = signedVocabulary > 0 ? m.embedding : take(vocabulary, width);
  return m;
}

// The checkpoint rotates neighbours (0,1) (2,3) ...; the operator rotates halves (0,n/2) (1,n/2+1) ...: same pairs, other places.
function halves(matrix, heads) {
  const size = matrix.rows / heads, values = new Float32Array(matrix.values.length);
  for (let row = 0; row < matrix.rows; row++) {
    const head = Math.floor(row / size), within = row % size;
    const source = head * size + (within % (size / 2)) * 2 + Math.floor(within / (size / 2));
    values.set(matrix.values.subarray(source * matrix.columns, (source + 1) * matrix.columns), row * matrix.columns);
  }
  return { ...matrix, values };
}

function transposed({ rows, columns, values }) {
  const turned = new Float32Array(values.length);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c * rows + r] = values[r * columns + c];
  return { rows: columns, columns: rows, values: turned };
}

function rotations(m, turn) {
  const half = m.size / 2, values = new Float32Array(m.length * half);
  for (let t = 0; t < m.length; t++) for (let i = 0; i < half; i++) values[t * half + i] = turn(t / 10000 ** (2 * i / m.size));
  return { rows: m.length, columns: half, values };
}

// ONNX is a protobuf (onnx.proto3): the numbers below are its field numbers.
function onnx(m) {
  const Float = 1, Int32 = 6, Int64 = 7, nodes = [], weights = [], ports = [];
  const node = (operator, inputs, outputs, attributes = {}, domain = '') => {
    nodes.push(part(1, bytes(
      ...inputs.map(name => text(1, name)), ...outputs.map(name => text(2, name)), text(4, operator),
      ...Object.entries(attributes).map(([name, value]) => part(5, attribute(name, value))), text(7, domain))));
    return outputs[0];
  };
  const matrix = (name, { rows, columns, values }) => weight(name, Float, rows === 1 ? [columns] : [rows, columns], values);
  const weight = (name, type, dimensions, values) => {
    weights.push(part(5, bytes(
      ...dimensions.map(d => number(1, d)), number(2, type), part(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)), text(8, name))));
    return name;
  };
  const norm = (name, input, scale) =>
    node('SimplifiedLayerNormalization', [input, matrix(`${name}.weight`, scale)], [name], { axis: -1, epsilon: float(1e-5) });
  const linear = (name, input, weights) => node('MatMul', [input, matrix(`${name}.weight`, transposed(weights))], [name]);

  ports.push(part(11, port('input_ids', Int64, ['batch_size', 'sequence_length'])));
  ports.push(part(11, port('attention_mask', Int64, ['batch_size', 'total_sequence_length'])));
  ports.push(part(12, port('logits', Float, ['batch_size', 'sequence_length', m.vocabulary])));
  matrix('embedding', m.embedding);
  matrix('cosines', rotations(m, Math.cos));
  matrix('sines', rotations(m, Math.sin));
  weight('axis', Int64, [1], new BigInt64Array([1n]));
  weight('one', Int64, [], new BigInt64Array([1n]));

  // The operator wants each row's last position, and the length of the longest row.
  node('ReduceSum', ['attention_mask', 'axis'], ['lengths'], { keepdims: 0 });
  node('Sub', ['lengths', 'one'], ['last']);
  node('Cast', ['last'], ['last32'], { to: Int32 });
  node('Shape', ['attention_mask'], ['mask_shape']);
  node('Gather', ['mask_shape', 'one'], ['longest'], { axis: 0 });
  node('Cast', ['longest'], ['longest32'], { to: Int32 });

  let x = node('Gather', ['embedding', 'input_ids'], ['embedded']);
  for (let l = 0; l < m.layers; l++) {
    const past = [`past_key_values.${l}.key`, `past_key_values.${l}.value`], present = [`present.${l}.key`, `present.${l}.value`];
    past.forEach(name => ports.push(part(11, port(name, Float, ['batch_size', m.keyHeads, 'past_sequence_length', m.size]))));
    present.forEach(name => ports.push(part(12, port(name, Float, ['batch_size', m.keyHeads, 'total_sequence_length', m.size]))));
    const a = norm(`${l}.attention_norm`, x, m.attentionNorm[l]);
    const parts = [
      linear(`${l}.query`, a, halves(m.query[l], m.heads)), linear(`${l}.key`, a, halves(m.key[l], m.keyHeads)), linear(`${l}.value`, a, m.value[l])];
    node('GroupQueryAttention', [...parts, ...past, 'last32', 'longest32', 'cosines', 'sines'], [`${l}.attention`, ...present], {
      num_heads: m.heads, kv_num_heads: m.keyHeads, do_rotary: 1, rotary_interleaved: 0, scale: float(1 / Math.sqrt(m.size)),
    }, 'com.microsoft');
    x = node('Add', [x, linear(`${l}.out`, `${l}.attention`, m.out[l])], [`${l}.attended`]);

    const f = norm(`${l}.feed_norm`, x, m.feedNorm[l]), gate = linear(`${l}.gate`, f, m.gate[l]), up = linear(`${l}.up`, f, m.up[l]);
    node('Sigmoid', [gate], [`${l}.sigmoid`]);
    node('Mul', [gate, `${l}.sigmoid`], [`${l}.open`]);
    node('Mul', [`${l}.open`, up], [`${l}.fed`]);
    x = node('Add', [x, linear(`${l}.down`, `${l}.fed`, m.down[l])], [`${l}.done`]);
  }
  node('MatMul', [norm('norm', x, m.norm), matrix('head', transposed(m.head))], ['logits']);

  const graph = bytes(...nodes, text(2, 'stories15m'), ...weights, ...ports);
  return bytes(
    number(1, 8), text(2, 'andamento'), part(7, graph),
    part(8, bytes(text(1, ''), number(2, 17))), part(8, bytes(text(1, 'com.microsoft'), number(2, 1))));
}

function readPieces(file) {
  const found = [];
  for (let at = 4; at < file.length;) {
    const length = file.readInt32LE(at + 4);
    found.push({ score: file.readFloatLE(at), text: file.toString('utf8', at + 8, at + 8 + length) });
    at += 8 + length;
  }
  return found;
}

// The checkpoint's tokenizer merges the two neighbours that give the best-scored piece. As rules of a tokenizer.json: every way
// to make a piece of two pieces, the best-scored pieces first.
function tokenizer(found) {
  const marks = ['<unk>', '<s>', '</s>'], firstText = marks.length + 256, ids = new Map();
  const names = found.map((piece, id) =>
    id < marks.length ? marks[id]
      : id < firstText ? `<0x${(id - marks.length).toString(16).toUpperCase().padStart(2, '0')}>`
        : piece.text.replaceAll(' ', '▁'));
  names.forEach((name, id) => { if (!ids.has(name)) ids.set(name, id); });

  const merges = [];
  for (let id = firstText; id < names.length; id++) {
    const letters = [...names[id]], ways = [];
    for (let k = 1; k < letters.length; k++) {
      const left = letters.slice(0, k).join(''), right = letters.slice(k).join('');
      if (ids.has(left) && ids.has(right)) ways.push({ left, right, score: found[id].score });
    }
    merges.push(...ways.sort((a, b) => ids.get(a.left) - ids.get(b.left) || ids.get(a.right) - ids.get(b.right)));
  }
  merges.sort((a, b) => b.score - a.score);

  const begin = { SpecialToken: { id: '<s>', type_id: 0 } }, sequence = (id, type_id) => ({ Sequence: { id, type_id } });
  return JSON.stringify({
    version: '1.0', truncation: null, padding: null,
    added_tokens: marks.map((content, id) => ({ id, content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
    normalizer: { type: 'Sequence', normalizers: [{ type: 'Prepend', prepend: '▁' }, { type: 'Replace', pattern: { String: ' ' }, content: '▁' }] },
    pre_tokenizer: null,
    post_processor: {
      type: 'TemplateProcessing', single: [begin, sequence('A', 0)], pair: [begin, sequence('A', 0), sequence('B', 1)],
      special_tokens: { '<s>': { id: '<s>', ids: [1], tokens: ['<s>'] } },
    },
    decoder: { type: 'Sequence', decoders: [
      { type: 'Replace', pattern: { String: '▁' }, content: ' ' }, { type: 'ByteFallback' }, { type: 'Fuse' }, { type: 'Strip', content: ' ', start: 1, stop: 0 }] },
    model: {
      type: 'BPE', dropout: null, unk_token: '<unk>', continuing_subword_prefix: null, end_of_word_suffix: null, fuse_unk: true, byte_fallback: true,
      vocab: Object.fromEntries(ids), merges: merges.map(({ left, right }) => `${left} ${right}`),
    },
  });
}

function config(m) {
  return {
    model: {
      bos_token_id: 1, context_length: m.length, eos_token_id: [1, 2], pad_token_id: 2, type: 'llama', vocab_size: m.vocabulary,
      decoder: {
        session_options: { provider_options: [] }, filename: 'model.onnx', head_size: m.size, hidden_size: m.width,
        num_attention_heads: m.heads, num_hidden_layers: m.layers, num_key_value_heads: m.keyHeads,
        inputs: {
          input_ids: 'input_ids', attention_mask: 'attention_mask',
          past_key_names: 'past_key_values.%d.key', past_value_names: 'past_key_values.%d.value',
        },
        outputs: { logits: 'logits', present_key_names: 'present.%d.key', present_value_names: 'present.%d.value' },
      },
    },
    search: {
      do_sample: false, max_length: m.length, num_beams: 1, past_present_share_buffer: true,
      temperature: 1, top_k: 1, top_p: 1, repetition_penalty: 1,
    },
  };
}

function attribute(name, value) {
  return Buffer.isBuffer(value) ? bytes(text(1, name), value, number(20, 1)) : bytes(text(1, name), number(3, value), number(20, 2));
}

function float(value) {
  const four = Buffer.alloc(4);
  four.writeFloatLE(value);
  return bytes(varint(2 << 3 | 5), four);
}

function port(name, type, shape) {
  const dimensions = shape.map(d => part(1, typeof d === 'number' ? number(1, d) : text(2, d)));
  return bytes(text(1, name), part(2, part(1, bytes(number(1, type), part(2, bytes(...dimensions))))));
}

function bytes(...parts) { return Buffer.concat(parts); }
function part(field, content) { return bytes(varint(field << 3 | 2), varint(content.length), content); }
function text(field, content) { return part(field, Buffer.from(content, 'utf8')); }
function number(field, content) { return bytes(varint(field << 3), varint(content)); }

function varint(value) {
  if (value < 0) value = 2n ** 64n + BigInt(value); // a negative number is ten bytes
  const out = [];
  for (value = BigInt(value); value > 127n; value >>= 7n) out.push(Number(value & 127n | 128n));
  return Buffer.from([...out, Number(value)]);
}
