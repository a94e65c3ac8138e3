/**
 * The package sends the very messages of docs/protocol/vectors/sign-in-1.json. With the randomness of
 * the vectors a message is right only if everything on the way to it is: blind, unblinding, stretched
 * PIN, features, sketch, secret, transcript, proof, sealing.
 */

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { Begin, Knowledge, PictureBuilder, vectors } from './package.js';
import { drawingFrom, script, seeded } from './randomness.js';
import { specimen } from './specimen.js';

const vector = vectors('sign-in-1.json');
const { enrolment, sign_in: signIn } = vector;

/** The vectors' client draws for both begins from one source. */
const client = seeded(2n ** 64n - 2n);

/**
 * @param {string} purpose
 * @param {string} pin
 * @param {string} origin
 */
function begin(purpose, pin = vector.pin, origin = vector.origin) {
  const { tenant, auth_req_id: request } = vector;
  const knowledge = new Knowledge(pin, 0, new Uint8Array());
  return new Begin(tenant, origin, request, 'ada', purpose, knowledge).atCostOfTestVectors();
}

function picture(seed = 1) {
  const builder = new PictureBuilder(256, 256);
  builder.strip(specimen({ seed, w: 256, h: 256 }));
  return builder.finish();
}

/** @type {Begin} */
let enrol;
/** @type {Begin} */
let login;

before(() => {
  enrol = drawingFrom(client, () => begin('enrol'));
  login = drawingFrom(client, () => begin('login'));
});

test('an enrolment is the published one, byte for byte', () => {
  const { challenge, email, salt, message, proof } = enrolment;
  assert.equal(enrol.cipherKey, challenge.cipherKey);
  const opened = enrol.open(vector.proto_version, challenge.challenge_data);
  const drawn = script(salt, message, proof.fresh, enrolment.ephemeral_ikm);
  const commitment = drawingFrom(drawn, () => opened.enrol(picture(), 'ada', email, ''));
  assert.equal(commitment, enrolment.encrypted_commitment);
});

test('a sign-in is the published one, byte for byte', () => {
  const { challenge, challenge_data: sealed, proof } = signIn;
  assert.equal(login.cipherKey, challenge.cipherKey);
  const recovered = login.open(vector.proto_version, challenge.challenge_data).recover(picture());
  assert.deepEqual([recovered.errorBits, recovered.countBits], [0, 1023]);
  assert.equal(recovered.errorPercent, '0.000');
  const drawn = script(proof.fresh, signIn.ephemeral_ikm);
  const message = drawingFrom(drawn, () => recovered.signIn());
  assert.equal(message.challengeData, sealed);
  assert.equal(message.challengeId, JSON.parse(challenge.json).challenge_id);
});

/** A begin that meets the published challenge of the sign-in. */
function another(pin = vector.pin, origin = vector.origin) {
  const source = seeded(2n ** 64n - 2n);
  drawingFrom(source, () => begin('enrol'));
  return drawingFrom(source, () => begin('login', pin, origin));
}

test('another picture does not match, and no reason is told', () => {
  const { challenge_data: sealed } = signIn.challenge;
  const recover = () => another().open('1', sealed).recover(picture(2));
  assert.throws(recover, { name: 'no_match', message: 'picture or PIN does not match' });
});

test('a challenge for another place, begin or version is not opened', () => {
  const { challenge_data: sealed } = signIn.challenge;
  assert.throws(() => another(vector.pin, 'https://other.example').open('1', sealed), { name: 'foreign_origin' });
  assert.throws(() => another('830510').open('1', sealed), { name: 'refused' });
  assert.throws(() => another().open('2', sealed), { name: 'other_version' });
  assert.throws(() => begin('sign-in'), { name: 'refused' });
});
