/**
 * The worker behind `Prover`: holds the WebAssembly module and the pictures, and speaks to the
 * server. Pictures, PINs and patterns stay in this thread once they are here.
 *
 * Each message is a call, `{id, method, argument}`, and is answered by `{id, result}` or
 * `{id, error}`.
 */

import load, { Begin, Knowledge, PictureBuilder } from './client_wasm.js';
import { checkCanvas, decode, strips } from './canvas.js';
import { checkFile } from './picture-file.js';
import { ProverError, asProverError } from './prover-error.js';
import { ACCEPT, post, putEmail } from './server.js';

/**
 * @typedef {import('./client_wasm.js').Picture} Picture
 * @typedef {import('./prover.js').Secret} Secret
 * @typedef {import('./prover.js').SignIn} SignIn
 * @typedef {import('./prover.js').Person} Person
 * @typedef {import('./prover.js').Registration} Registration
 * @typedef {import('./prover.js').Invitation} Invitation
 * @typedef {import('./prover.js').Change} Change
 * @typedef {import('./prover.js').EmailChange} EmailChange
 */

/** @type {Map<number, Picture>} */
const pictures = new Map();

/** @type {Map<number, PictureBuilder>} pictures that the page decodes, because this thread cannot */
const builders = new Map();

let lastId = 0;

const loading = load();

const methods = {
  async ready() {
    await loading;
  },

  /** @param {Blob} blob */
  async read(blob) {
    if (!canDecode()) return null;
    await checkFile(blob);
    const canvas = (/** @type {number} */ width, /** @type {number} */ height) =>
      new OffscreenCanvas(width, height);
    checkCanvas(canvas);
    const bitmap = await decode(blob);
    try {
      const builder = new PictureBuilder(bitmap.width, bitmap.height);
      for (const strip of strips(bitmap, canvas)) builder.strip(strip);
      return keep(builder.finish());
    } finally {
      bitmap.close();
    }
  },

  /** @param {[number, number]} size */
  async open([width, height]) {
    const id = ++lastId;
    builders.set(id, new PictureBuilder(width, height));
    return id;
  },

  /** @param {{id: number, strip: Uint8Array}} next */
  async strip({ id, strip }) {
    builderOf(id).strip(strip);
  },

  /** @param {number} id */
  async close(id) {
    const builder = builderOf(id);
    builders.delete(id);
    return keep(builder.finish());
  },

  /** @param {number} id */
  async release(id) {
    pictures.get(id)?.free();
    pictures.delete(id);
  },

  /** @param {[number, number]} ids */
  async difference([a, b]) {
    return pictureOf(a).difference(pictureOf(b));
  },

  /** @param {Secret} secret */
  async weakness(secret) {
    return withKnowledge(secret, (knowledge) => knowledge.weakness() ?? null);
  },

  /** @param {SignIn} request */
  async signIn(request) {
    const { username } = request;
    const image = pictureOf(request.picture);
    const { opened, cipherKey, isNothing } = await begin(request, 'login');
    let recovered;
    try {
      recovered = opened.recover(image);
    } catch (error) {
      const mismatch = asProverError(error);
      if (!isNothing || mismatch.code !== 'no_match') throw mismatch;
      await post('device-link', request, { username });
      throw new ProverError({ code: 'link_sent', message: 'a link was asked for by mail' });
    }
    const { errorBits, countBits, errorPercent } = recovered;
    const imageDim = [image.width, image.height];
    const message = recovered.signIn();
    const answer = await post('authenticate', request, {
      username,
      cipherKey,
      challenge_id: message.challengeId,
      challenge_data: message.challengeData,
      ber: {
        ber: { count_bits: countBits, error_bits: errorBits, BER_PERCENT: errorPercent },
        image_dim: imageDim,
        algorithm_version: 'keepic-1',
      },
    });
    return { nonce: answer.nonce, needVerify: answer.need_verify, errorBits, imageDim };
  },

  /** @param {Registration} request */
  async register(request) {
    await post('register', request, { email: request.email, ...(await enrol(request)) });
  },

  /** @param {Invitation} request */
  async accept(request) {
    const { recoveryCode, passkeyNonce } = request;
    await post(ACCEPT, request, {
      ...(await enrol(request)),
      ...(recoveryCode && { recovery_code: recoveryCode }),
      ...(passkeyNonce && { passkey_nonce: passkeyNonce }),
    });
  },

  /** @param {Change} request */
  async change({ tenant, locale, username, userId, picture, old, pin, pattern }) {
    const person = { tenant, username, picture };
    const recovered = old && (await recover({ ...person, ...old }, 'change'));
    const { opened, isNothing } = await begin({ ...person, pin, pattern }, 'enrol');
    const image = pictureOf(picture);
    const commitment = recovered
      ? opened.enrolInPlaceOf(recovered, userId, image)
      : opened.enrol(image, '', '', '');
    recovered?.free();
    await post('change-password', { tenant, locale }, {
      encrypted_commitment: commitment,
      proto_version: '1',
      ...(isNothing && { is_picture_alone: true }),
    });
  },

  /** @param {EmailChange} request */
  async changeEmail({ userId, email, ...request }) {
    const recovered = await recover(request, 'email');
    const message = recovered.changeEmail(userId, email);
    await putEmail(request, userId, {
      challenge_id: message.challengeId,
      challenge_data: message.challengeData,
      email,
    });
  },
};

/**
 * Finds the secret of the picture that somebody is signed in with.
 * @param {Person & Secret} request
 * @param {'change' | 'email'} purpose
 */
async function recover(request, purpose) {
  const { opened } = await begin(request, purpose);
  return opened.recover(pictureOf(request.picture));
}

/**
 * The fields of a form that enrols a picture.
 * @param {Person & Secret & {email?: string, code?: string | null}} request
 */
async function enrol(request) {
  const { username, email = '', code } = request;
  const picture = pictureOf(request.picture);
  const { opened, isNothing } = await begin(request, 'enrol');
  return {
    username,
    encrypted_commitment: opened.enrol(picture, username, email, code ?? ''),
    proto_version: '1',
    ...(code && { code }),
    ...(isNothing && { is_picture_alone: true }),
  };
}

/**
 * Asks for a challenge and opens it.
 * @param {Person & Secret} request
 * @param {'login' | 'enrol' | 'change' | 'email'} purpose
 */
async function begin({ tenant, username, authReqId, ...secret }, purpose) {
  const { state, isNothing } = withKnowledge(secret, (knowledge) => ({
    state: new Begin(tenant, self.location.origin, authReqId, username, purpose, knowledge),
    isNothing: knowledge.isNothing,
  }));
  const { cipherKey } = state;
  const challenge = await post('challenge', { tenant, authReqId }, { username, cipherKey });
  const opened = state.open(challenge.proto_version, challenge.challenge_data);
  return { opened, cipherKey, isNothing };
}

/**
 * @template T
 * @param {Secret} secret
 * @param {(knowledge: Knowledge) => T} use
 * @returns {T}
 */
function withKnowledge({ pin, pattern }, use) {
  const points = Uint8Array.from(pattern?.cells ?? []);
  const knowledge = new Knowledge(pin || undefined, pattern?.side ?? 0, points);
  try {
    return use(knowledge);
  } finally {
    knowledge.free();
  }
}

/** @param {Picture} picture */
function keep(picture) {
  const id = ++lastId;
  pictures.set(id, picture);
  const { width, height, verdict, reason, quality } = picture;
  return { id, width, height, gate: { verdict, reason: reason ?? null, quality } };
}

/** @param {number} id */
function pictureOf(id) {
  const picture = pictures.get(id);
  if (!picture) throw new ProverError({ code: 'unreadable', message: 'the picture was released' });
  return picture;
}

/** @param {number} id */
function builderOf(id) {
  const builder = builders.get(id);
  if (!builder) throw new ProverError({ code: 'unreadable', message: 'no such picture is open' });
  return builder;
}

/** Whether this browser draws in workers; Safari does so since 16.4. */
function canDecode() {
  return typeof OffscreenCanvas === 'function' && new OffscreenCanvas(1, 1).getContext('2d') !== null;
}

self.addEventListener('message', async ({ data: { id, method, argument } }) => {
  try {
    await loading;
    const call = /** @type {(argument: unknown) => Promise<unknown>} */ (
      methods[/** @type {keyof typeof methods} */ (method)]
    );
    self.postMessage({ id, result: await call(argument) });
  } catch (error) {
    self.postMessage({ id, error: asProverError(error).details });
  }
});
