/* tslint:disable */
/* eslint-disable */

/**
 * A begin that waits for its challenge.
 */
export class Begin {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The same begin at the cost of the published test vectors, at which it meets no real
     * credential. With it anybody can hold this very package to the vectors.
     */
    atCostOfTestVectors(): Begin;
    /**
     * Starts, with the purpose `login`, `enrol`, `change` or `email`. `origin` is `location.origin`.
     */
    constructor(tenant: string, origin: string, auth_req_id: string | null | undefined, username: string, purpose: string, knowledge: Knowledge);
    /**
     * Opens the server's answer.
     */
    open(proto_version: string, challenge_data: string): Opened;
    /**
     * The `cipherKey` to ask for a challenge with, and to finish with.
     */
    readonly cipherKey: string;
}

/**
 * What is sent to finish, beside what the form says itself.
 */
export class FinishMessage {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * `challenge_data`.
     */
    readonly challengeData: string;
    /**
     * `challenge_id`.
     */
    readonly challengeId: string;
}

/**
 * A PIN, a pattern, both or neither. Wiped when freed.
 */
export class Knowledge {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Takes the digits of a PIN, and the side of a grid with the points of a pattern in drawing
     * order; no points stand for no pattern.
     */
    constructor(pin: string | null | undefined, side: number, points: Uint8Array | number[]);
    /**
     * Why others would guess it early, as a code.
     */
    weakness(): string | undefined;
    /**
     * Whether the picture stands alone.
     */
    readonly isNothing: boolean;
}

/**
 * A challenge that has been opened.
 */
export class Opened {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Enrols the picture in place of the one whose secret was found for the purpose `change`. Gives
     * `encrypted_commitment`.
     */
    enrolInPlaceOf(old: Recovered, user_id: string, picture: Picture): string;
    /**
     * Enrols the picture: the costly step of a registration. Gives `encrypted_commitment`, which
     * covers the fields of the request that it is sent with; no text stands for no field.
     */
    enrol(picture: Picture, username: string, email: string, code: string): string;
    /**
     * Rebuilds the secret from the picture: the costly step of a sign-in.
     */
    recover(picture: Picture): Recovered;
}

/**
 * What is kept of a picture: a megabyte, as secret as the picture, wiped when freed.
 */
export class Picture {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The share of feature bits in which two pictures differ: strangers lie near a half.
     */
    difference(other: Picture): number;
    /**
     * The 128 bytes of the features, by which builds are compared. A secret: for tests.
     */
    features(): Uint8Array;
    /**
     * Height in pixels.
     */
    readonly height: number;
    /**
     * How much detail it has: the share of strong coefficients, 0 to 1.
     */
    readonly quality: number;
    /**
     * What is wrong with it, as a code, unless it is accepted without a word.
     */
    readonly reason: string | undefined;
    /**
     * Whether it is fit to enrol: `accept`, `warn` or `refuse`.
     */
    readonly verdict: string;
    /**
     * Width in pixels.
     */
    readonly width: number;
}

/**
 * Takes the pixels of a picture in strips of whole rows, from the top.
 */
export class PictureBuilder {
    free(): void;
    [Symbol.dispose](): void;
    /**
     * The picture, once every row has come.
     */
    finish(): Picture;
    /**
     * For a picture of this size in pixels.
     */
    constructor(width: number, height: number);
    /**
     * Adds the next rows: RGBA, eight bits a channel, straight alpha, sRGB.
     */
    strip(rgba: Uint8Array | number[]): void;
}

/**
 * A secret that has been found.
 */
export class Recovered {
    private constructor();
    free(): void;
    [Symbol.dispose](): void;
    /**
     * Gives the user another e-mail address, for the purpose `email`.
     */
    changeEmail(user_id: string, email: string): FinishMessage;
    /**
     * Signs in.
     */
    signIn(): FinishMessage;
    /**
     * How many feature bits there are.
     */
    readonly countBits: number;
    /**
     * How many feature bits differed from the enrolled picture.
     */
    readonly errorBits: number;
    /**
     * The share of differing bits in per cent, as the published API writes it.
     */
    readonly errorPercent: string;
}

export type InitInput = RequestInfo | URL | Response | BufferSource | WebAssembly.Module;

export interface InitOutput {
    readonly memory: WebAssembly.Memory;
    readonly __wbg_begin_free: (a: number, b: number) => void;
    readonly __wbg_finishmessage_free: (a: number, b: number) => void;
    readonly __wbg_knowledge_free: (a: number, b: number) => void;
    readonly __wbg_opened_free: (a: number, b: number) => void;
    readonly __wbg_picture_free: (a: number, b: number) => void;
    readonly __wbg_picturebuilder_free: (a: number, b: number) => void;
    readonly __wbg_recovered_free: (a: number, b: number) => void;
    readonly begin_atCostOfTestVectors: (a: number) => number;
    readonly begin_cipherKey: (a: number) => [number, number];
    readonly begin_new: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number, i: number, j: number, k: number) => [number, number, number];
    readonly begin_open: (a: number, b: number, c: number, d: number, e: number) => [number, number, number];
    readonly finishmessage_challengeData: (a: number) => [number, number];
    readonly finishmessage_challengeId: (a: number) => [number, number];
    readonly knowledge_isNothing: (a: number) => number;
    readonly knowledge_new: (a: number, b: number, c: number, d: number, e: number) => [number, number, number];
    readonly knowledge_weakness: (a: number) => [number, number];
    readonly opened_enrol: (a: number, b: number, c: number, d: number, e: number, f: number, g: number, h: number) => [number, number, number, number];
    readonly opened_enrolInPlaceOf: (a: number, b: number, c: number, d: number, e: number) => [number, number, number, number];
    readonly opened_recover: (a: number, b: number) => [number, number, number];
    readonly picture_difference: (a: number, b: number) => number;
    readonly picture_features: (a: number) => [number, number];
    readonly picture_height: (a: number) => number;
    readonly picture_quality: (a: number) => number;
    readonly picture_reason: (a: number) => [number, number];
    readonly picture_verdict: (a: number) => [number, number];
    readonly picture_width: (a: number) => number;
    readonly picturebuilder_finish: (a: number) => [number, number, number];
    readonly picturebuilder_new: (a: number, b: number) => [number, number, number];
    readonly picturebuilder_strip: (a: number, b: number, c: number) => [number, number];
    readonly recovered_changeEmail: (a: number, b: number, c: number, d: number, e: number) => [number, number, number];
    readonly recovered_countBits: (a: number) => number;
    readonly recovered_errorBits: (a: number) => number;
    readonly recovered_errorPercent: (a: number) => [number, number];
    readonly recovered_signIn: (a: number) => [number, number, number];
    readonly __wbindgen_exn_store: (a: number) => void;
    readonly __externref_table_alloc: () => number;
    readonly __wbindgen_externrefs: WebAssembly.Table;
    readonly __wbindgen_free: (a: number, b: number, c: number) => void;
    readonly __wbindgen_malloc: (a: number, b: number) => number;
    readonly __wbindgen_realloc: (a: number, b: number, c: number, d: number) => number;
    readonly __externref_table_dealloc: (a: number) => void;
    readonly __wbindgen_start: () => void;
}

export type SyncInitInput = BufferSource | WebAssembly.Module;

/**
 * Instantiates the given `module`, which can either be bytes or
 * a precompiled `WebAssembly.Module`.
 *
 * @param {{ module: SyncInitInput }} module - Passing `SyncInitInput` directly is deprecated.
 *
 * @returns {InitOutput}
 */
export function initSync(module: { module: SyncInitInput } | SyncInitInput): InitOutput;

/**
 * If `module_or_path` is {RequestInfo} or {URL}, makes a request and
 * for everything else, calls `WebAssembly.instantiate` directly.
 *
 * @param {{ module_or_path: InitInput | Promise<InitInput> }} module_or_path - Passing `InitInput` directly is deprecated.
 *
 * @returns {Promise<InitOutput>}
 */
export default function __wbg_init (module_or_path?: { module_or_path: InitInput | Promise<InitInput> } | InitInput | Promise<InitInput>): Promise<InitOutput>;
