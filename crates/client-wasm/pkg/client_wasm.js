/* @ts-self-types="./client_wasm.d.ts" */

/**
 * A begin that waits for its challenge.
 */
export class Begin {
    static __wrap(ptr) {
        const obj = Object.create(Begin.prototype);
        obj.__wbg_ptr = ptr;
        BeginFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        BeginFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_begin_free(ptr, 0);
    }
    /**
     * The same begin at the cost of the published test vectors, at which it meets no real
     * credential. With it anybody can hold this very package to the vectors.
     * @returns {Begin}
     */
    atCostOfTestVectors() {
        const ptr = this.__destroy_into_raw();
        const ret = wasm.begin_atCostOfTestVectors(ptr);
        return Begin.__wrap(ret);
    }
    /**
     * The `cipherKey` to ask for a challenge with, and to finish with.
     * @returns {string}
     */
    get cipherKey() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.begin_cipherKey(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
    /**
     * Starts, with the purpose `login`, `enrol`, `change` or `email`. `origin` is `location.origin`.
     * @param {string} tenant
     * @param {string} origin
     * @param {string | null | undefined} auth_req_id
     * @param {string} username
     * @param {string} purpose
     * @param {Knowledge} knowledge
     */
    constructor(tenant, origin, auth_req_id, username, purpose, knowledge) {
        _assertClass(knowledge, Knowledge);
        let ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4;
        try {
            ptr0 = passStringToWasm0(tenant, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passStringToWasm0(origin, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
            ptr2 = isLikeNone(auth_req_id) ? 0 : passStringToWasm0(auth_req_id, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len2 = WASM_VECTOR_LEN;
            ptr3 = passStringToWasm0(username, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len3 = WASM_VECTOR_LEN;
            ptr4 = passStringToWasm0(purpose, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len4 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr4) { wasm.__wbindgen_free(ptr4, len4 * 1, 1); }
            if (ptr3) { wasm.__wbindgen_free(ptr3, len3 * 1, 1); }
            if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.begin_new(ptr0, len0, ptr1, len1, ptr2, len2, ptr3, len3, ptr4, len4, knowledge.__wbg_ptr);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        this.__wbg_ptr = ret[0];
        BeginFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Opens the server's answer.
     * @param {string} proto_version
     * @param {string} challenge_data
     * @returns {Opened}
     */
    open(proto_version, challenge_data) {
        let ptr, ptr0, len0, ptr1, len1;
        try {
            ptr = this.__destroy_into_raw();
            ptr0 = passStringToWasm0(proto_version, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passStringToWasm0(challenge_data, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            if (ptr) wasm.__wbg_begin_free(ptr, 1);
            throw e;
        }
        const ret = wasm.begin_open(ptr, ptr0, len0, ptr1, len1);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return Opened.__wrap(ret[0]);
    }
}
if (Symbol.dispose) Begin.prototype[Symbol.dispose] = Begin.prototype.free;

/**
 * What is sent to finish, beside what the form says itself.
 */
export class FinishMessage {
    static __wrap(ptr) {
        const obj = Object.create(FinishMessage.prototype);
        obj.__wbg_ptr = ptr;
        FinishMessageFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        FinishMessageFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_finishmessage_free(ptr, 0);
    }
    /**
     * `challenge_data`.
     * @returns {string}
     */
    get challengeData() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.finishmessage_challengeData(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
    /**
     * `challenge_id`.
     * @returns {string}
     */
    get challengeId() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.finishmessage_challengeId(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
}
if (Symbol.dispose) FinishMessage.prototype[Symbol.dispose] = FinishMessage.prototype.free;

/**
 * A PIN, a pattern, both or neither. Wiped when freed.
 */
export class Knowledge {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        KnowledgeFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_knowledge_free(ptr, 0);
    }
    /**
     * Whether the picture stands alone.
     * @returns {boolean}
     */
    get isNothing() {
        const ret = wasm.knowledge_isNothing(this.__wbg_ptr);
        return ret !== 0;
    }
    /**
     * Takes the digits of a PIN, and the side of a grid with the points of a pattern in drawing
     * order; no points stand for no pattern.
     * @param {string | null | undefined} pin
     * @param {number} side
     * @param {Uint8Array | number[]} points
     */
    constructor(pin, side, points) {
        const val3 = +side;
        let ptr0, len0, ptr1, len1;
        try {
            ptr0 = isLikeNone(pin) ? 0 : passStringToWasm0(pin, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passArray8ToWasm0(points, wasm.__wbindgen_malloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            throw e;
        }
        const ret = wasm.knowledge_new(ptr0, len0, val3, ptr1, len1);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        this.__wbg_ptr = ret[0];
        KnowledgeFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Why others would guess it early, as a code.
     * @returns {string | undefined}
     */
    weakness() {
        const ret = wasm.knowledge_weakness(this.__wbg_ptr);
        let v1;
        if (ret[0] !== 0) {
            v1 = getStringFromWasm0(ret[0], ret[1]);
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v1;
    }
}
if (Symbol.dispose) Knowledge.prototype[Symbol.dispose] = Knowledge.prototype.free;

/**
 * A challenge that has been opened.
 */
export class Opened {
    static __wrap(ptr) {
        const obj = Object.create(Opened.prototype);
        obj.__wbg_ptr = ptr;
        OpenedFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        OpenedFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_opened_free(ptr, 0);
    }
    /**
     * Enrols the picture in place of the one whose secret was found for the purpose `change`. Gives
     * `encrypted_commitment`.
     * @param {Recovered} old
     * @param {string} user_id
     * @param {Picture} picture
     * @returns {string}
     */
    enrolInPlaceOf(old, user_id, picture) {
        let deferred3_0;
        let deferred3_1;
        try {
            _assertClass(old, Recovered);
            _assertClass(picture, Picture);
            let ptr, ptr0, len0;
            try {
                ptr = this.__destroy_into_raw();
                ptr0 = passStringToWasm0(user_id, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
                len0 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
                if (ptr) wasm.__wbg_opened_free(ptr, 1);
                throw e;
            }
            const ret = wasm.opened_enrolInPlaceOf(ptr, old.__wbg_ptr, ptr0, len0, picture.__wbg_ptr);
            var ptr2 = ret[0];
            var len2 = ret[1];
            if (ret[3]) {
                ptr2 = 0; len2 = 0;
                throw takeFromExternrefTable0(ret[2]);
            }
            deferred3_0 = ptr2;
            deferred3_1 = len2;
            return getStringFromWasm0(ptr2, len2);
        } finally {
            wasm.__wbindgen_free(deferred3_0, deferred3_1, 1);
        }
    }
    /**
     * Enrols the picture: the costly step of a registration. Gives `encrypted_commitment`, which
     * covers the fields of the request that it is sent with; no text stands for no field.
     * @param {Picture} picture
     * @param {string} username
     * @param {string} email
     * @param {string} code
     * @returns {string}
     */
    enrol(picture, username, email, code) {
        let deferred5_0;
        let deferred5_1;
        try {
            _assertClass(picture, Picture);
            let ptr, ptr0, len0, ptr1, len1, ptr2, len2;
            try {
                ptr = this.__destroy_into_raw();
                ptr0 = passStringToWasm0(username, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
                len0 = WASM_VECTOR_LEN;
                ptr1 = passStringToWasm0(email, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
                len1 = WASM_VECTOR_LEN;
                ptr2 = passStringToWasm0(code, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
                len2 = WASM_VECTOR_LEN;
            } catch (e) {
                if (ptr2) { wasm.__wbindgen_free(ptr2, len2 * 1, 1); }
                if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
                if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
                if (ptr) wasm.__wbg_opened_free(ptr, 1);
                throw e;
            }
            const ret = wasm.opened_enrol(ptr, picture.__wbg_ptr, ptr0, len0, ptr1, len1, ptr2, len2);
            var ptr4 = ret[0];
            var len4 = ret[1];
            if (ret[3]) {
                ptr4 = 0; len4 = 0;
                throw takeFromExternrefTable0(ret[2]);
            }
            deferred5_0 = ptr4;
            deferred5_1 = len4;
            return getStringFromWasm0(ptr4, len4);
        } finally {
            wasm.__wbindgen_free(deferred5_0, deferred5_1, 1);
        }
    }
    /**
     * Rebuilds the secret from the picture: the costly step of a sign-in.
     * @param {Picture} picture
     * @returns {Recovered}
     */
    recover(picture) {
        _assertClass(picture, Picture);
        const ptr = this.__destroy_into_raw();
        const ret = wasm.opened_recover(ptr, picture.__wbg_ptr);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return Recovered.__wrap(ret[0]);
    }
}
if (Symbol.dispose) Opened.prototype[Symbol.dispose] = Opened.prototype.free;

/**
 * What is kept of a picture: a megabyte, as secret as the picture, wiped when freed.
 */
export class Picture {
    static __wrap(ptr) {
        const obj = Object.create(Picture.prototype);
        obj.__wbg_ptr = ptr;
        PictureFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        PictureFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_picture_free(ptr, 0);
    }
    /**
     * The share of feature bits in which two pictures differ: strangers lie near a half.
     * @param {Picture} other
     * @returns {number}
     */
    difference(other) {
        _assertClass(other, Picture);
        const ret = wasm.picture_difference(this.__wbg_ptr, other.__wbg_ptr);
        return ret;
    }
    /**
     * The 128 bytes of the features, by which builds are compared. A secret: for tests.
     * @returns {Uint8Array}
     */
    features() {
        const ret = wasm.picture_features(this.__wbg_ptr);
        var v1 = getArrayU8FromWasm0(ret[0], ret[1]).slice();
        wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        return v1;
    }
    /**
     * Height in pixels.
     * @returns {number}
     */
    get height() {
        const ret = wasm.picture_height(this.__wbg_ptr);
        return ret >>> 0;
    }
    /**
     * How much detail it has: the share of strong coefficients, 0 to 1.
     * @returns {number}
     */
    get quality() {
        const ret = wasm.picture_quality(this.__wbg_ptr);
        return ret;
    }
    /**
     * What is wrong with it, as a code, unless it is accepted without a word.
     * @returns {string | undefined}
     */
    get reason() {
        const ret = wasm.picture_reason(this.__wbg_ptr);
        let v1;
        if (ret[0] !== 0) {
            v1 = getStringFromWasm0(ret[0], ret[1]);
            wasm.__wbindgen_free(ret[0], ret[1] * 1, 1);
        }
        return v1;
    }
    /**
     * Whether it is fit to enrol: `accept`, `warn` or `refuse`.
     * @returns {string}
     */
    get verdict() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.picture_verdict(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
    /**
     * Width in pixels.
     * @returns {number}
     */
    get width() {
        const ret = wasm.picture_width(this.__wbg_ptr);
        return ret >>> 0;
    }
}
if (Symbol.dispose) Picture.prototype[Symbol.dispose] = Picture.prototype.free;

/**
 * Takes the pixels of a picture in strips of whole rows, from the top.
 */
export class PictureBuilder {
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        PictureBuilderFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_picturebuilder_free(ptr, 0);
    }
    /**
     * The picture, once every row has come.
     * @returns {Picture}
     */
    finish() {
        const ptr = this.__destroy_into_raw();
        const ret = wasm.picturebuilder_finish(ptr);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return Picture.__wrap(ret[0]);
    }
    /**
     * For a picture of this size in pixels.
     * @param {number} width
     * @param {number} height
     */
    constructor(width, height) {
        const ret = wasm.picturebuilder_new(width, height);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        this.__wbg_ptr = ret[0];
        PictureBuilderFinalization.register(this, this.__wbg_ptr, this);
        return this;
    }
    /**
     * Adds the next rows: RGBA, eight bits a channel, straight alpha, sRGB.
     * @param {Uint8Array | number[]} rgba
     */
    strip(rgba) {
        const ptr0 = passArray8ToWasm0(rgba, wasm.__wbindgen_malloc);
        const len0 = WASM_VECTOR_LEN;
        const ret = wasm.picturebuilder_strip(this.__wbg_ptr, ptr0, len0);
        if (ret[1]) {
            throw takeFromExternrefTable0(ret[0]);
        }
    }
}
if (Symbol.dispose) PictureBuilder.prototype[Symbol.dispose] = PictureBuilder.prototype.free;

/**
 * A secret that has been found.
 */
export class Recovered {
    static __wrap(ptr) {
        const obj = Object.create(Recovered.prototype);
        obj.__wbg_ptr = ptr;
        RecoveredFinalization.register(obj, obj.__wbg_ptr, obj);
        return obj;
    }
    __destroy_into_raw() {
        const ptr = this.__wbg_ptr;
        this.__wbg_ptr = 0;
        RecoveredFinalization.unregister(this);
        return ptr;
    }
    free() {
        const ptr = this.__destroy_into_raw();
        wasm.__wbg_recovered_free(ptr, 0);
    }
    /**
     * Gives the user another e-mail address, for the purpose `email`.
     * @param {string} user_id
     * @param {string} email
     * @returns {FinishMessage}
     */
    changeEmail(user_id, email) {
        let ptr, ptr0, len0, ptr1, len1;
        try {
            ptr = this.__destroy_into_raw();
            ptr0 = passStringToWasm0(user_id, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len0 = WASM_VECTOR_LEN;
            ptr1 = passStringToWasm0(email, wasm.__wbindgen_malloc, wasm.__wbindgen_realloc);
            len1 = WASM_VECTOR_LEN;
        } catch (e) {
            if (ptr1) { wasm.__wbindgen_free(ptr1, len1 * 1, 1); }
            if (ptr0) { wasm.__wbindgen_free(ptr0, len0 * 1, 1); }
            if (ptr) wasm.__wbg_recovered_free(ptr, 1);
            throw e;
        }
        const ret = wasm.recovered_changeEmail(ptr, ptr0, len0, ptr1, len1);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return FinishMessage.__wrap(ret[0]);
    }
    /**
     * How many feature bits there are.
     * @returns {number}
     */
    get countBits() {
        const ret = wasm.recovered_countBits(this.__wbg_ptr);
        return ret;
    }
    /**
     * How many feature bits differed from the enrolled picture.
     * @returns {number}
     */
    get errorBits() {
        const ret = wasm.recovered_errorBits(this.__wbg_ptr);
        return ret;
    }
    /**
     * The share of differing bits in per cent, as the published API writes it.
     * @returns {string}
     */
    get errorPercent() {
        let deferred1_0;
        let deferred1_1;
        try {
            const ret = wasm.recovered_errorPercent(this.__wbg_ptr);
            deferred1_0 = ret[0];
            deferred1_1 = ret[1];
            return getStringFromWasm0(ret[0], ret[1]);
        } finally {
            wasm.__wbindgen_free(deferred1_0, deferred1_1, 1);
        }
    }
    /**
     * Signs in.
     * @returns {FinishMessage}
     */
    signIn() {
        const ptr = this.__destroy_into_raw();
        const ret = wasm.recovered_signIn(ptr);
        if (ret[2]) {
            throw takeFromExternrefTable0(ret[1]);
        }
        return FinishMessage.__wrap(ret[0]);
    }
}
if (Symbol.dispose) Recovered.prototype[Symbol.dispose] = Recovered.prototype.free;
function __wbg_get_imports() {
    const import0 = {
        __proto__: null,
        __wbg___wbindgen_throw_4c88d8bf264fd984: function(arg0, arg1) {
            throw new Error(getStringFromWasm0(arg0, arg1));
        },
        __wbg_getRandomValues_8b6f1f663e6f188d: function() { return handleError(function (arg0, arg1) {
            globalThis.crypto.getRandomValues(getArrayU8FromWasm0(arg0, arg1));
        }, arguments); },
        __wbg_new_957d1cd5ff04ed97: function(arg0, arg1) {
            const ret = new Error(getStringFromWasm0(arg0, arg1));
            return ret;
        },
        __wbg_set_name_ed69f45ca7a91673: function(arg0, arg1, arg2) {
            arg0.name = getStringFromWasm0(arg1, arg2);
        },
        __wbindgen_init_externref_table: function() {
            const table = wasm.__wbindgen_externrefs;
            table.set(0, undefined);
            table.set(1024, undefined);
            table.set(1025, null);
            table.set(1026, true);
            table.set(1027, false);
        },
    };
    return {
        __proto__: null,
        "./client_wasm_bg.js": import0,
    };
}

const BeginFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_begin_free(ptr, 1));
const FinishMessageFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_finishmessage_free(ptr, 1));
const KnowledgeFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_knowledge_free(ptr, 1));
const OpenedFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_opened_free(ptr, 1));
const PictureFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_picture_free(ptr, 1));
const PictureBuilderFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_picturebuilder_free(ptr, 1));
const RecoveredFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {}, unregister: () => {} }
    : new FinalizationRegistry(ptr => wasm.__wbg_recovered_free(ptr, 1));

function addToExternrefTable0(obj) {
    const idx = wasm.__externref_table_alloc();
    wasm.__wbindgen_externrefs.set(idx, obj);
    return idx;
}

function _assertClass(instance, klass) {
    if (!(instance instanceof klass)) {
        throw new Error(`expected instance of ${klass.name}`);
    }
}

function getArrayU8FromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return getUint8ArrayMemory0().subarray(ptr / 1, ptr / 1 + len);
}

function getStringFromWasm0(ptr, len) {
    ptr = ptr >>> 0;
    return decodeText(getUint8ArrayMemory0().subarray(ptr, ptr + len));
}

let cachedUint8ArrayMemory0 = null;
function getUint8ArrayMemory0() {
    if (cachedUint8ArrayMemory0 === null || cachedUint8ArrayMemory0.byteLength === 0) {
        cachedUint8ArrayMemory0 = new Uint8Array(wasm.memory.buffer);
    }
    return cachedUint8ArrayMemory0;
}

function handleError(f, args) {
    try {
        return f.apply(this, args);
    } catch (e) {
        const idx = addToExternrefTable0(e);
        wasm.__wbindgen_exn_store(idx);
    }
}

function isLikeNone(x) {
    return x === undefined || x === null;
}

function passArray8ToWasm0(arg, malloc) {
    const ptr = malloc(arg.length * 1, 1) >>> 0;
    getUint8ArrayMemory0().set(arg, ptr / 1);
    WASM_VECTOR_LEN = arg.length;
    return ptr;
}

function passStringToWasm0(arg, malloc, realloc) {
    if (realloc === undefined) {
        const buf = cachedTextEncoder.encode(arg);
        const ptr = malloc(buf.length, 1) >>> 0;
        getUint8ArrayMemory0().subarray(ptr, ptr + buf.length).set(buf);
        WASM_VECTOR_LEN = buf.length;
        return ptr;
    }

    let len = arg.length;
    let ptr = malloc(len, 1) >>> 0;

    const mem = getUint8ArrayMemory0();

    let offset = 0;

    for (; offset < len; offset++) {
        const code = arg.charCodeAt(offset);
        if (code > 0x7F) break;
        mem[ptr + offset] = code;
    }
    if (offset !== len) {
        if (offset !== 0) {
            arg = arg.slice(offset);
        }
        ptr = realloc(ptr, len, len = offset + arg.length * 3, 1) >>> 0;
        const view = getUint8ArrayMemory0().subarray(ptr + offset, ptr + len);
        const ret = cachedTextEncoder.encodeInto(arg, view);

        offset += ret.written;
        ptr = realloc(ptr, len, offset, 1) >>> 0;
    }

    WASM_VECTOR_LEN = offset;
    return ptr;
}

function takeFromExternrefTable0(idx) {
    const value = wasm.__wbindgen_externrefs.get(idx);
    wasm.__externref_table_dealloc(idx);
    return value;
}

let cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
cachedTextDecoder.decode();
const MAX_SAFARI_DECODE_BYTES = 2146435072;
let numBytesDecoded = 0;
function decodeText(bytes) {
    numBytesDecoded += bytes.length;
    if (numBytesDecoded >= MAX_SAFARI_DECODE_BYTES) {
        cachedTextDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
        cachedTextDecoder.decode();
        numBytesDecoded = bytes.length;
    }
    return cachedTextDecoder.decode(bytes);
}

const cachedTextEncoder = new TextEncoder();

if (!('encodeInto' in cachedTextEncoder)) {
    cachedTextEncoder.encodeInto = function (arg, view) {
        const buf = cachedTextEncoder.encode(arg);
        view.set(buf);
        return {
            read: arg.length,
            written: buf.length
        };
    };
}

let WASM_VECTOR_LEN = 0;

let wasmModule, wasmInstance, wasm;
function __wbg_finalize_init(instance, module) {
    wasmInstance = instance;
    wasm = instance.exports;
    wasmModule = module;
    cachedUint8ArrayMemory0 = null;
    wasm.__wbindgen_start();
    return wasm;
}

async function __wbg_load(module, imports) {
    if (typeof Response === 'function' && module instanceof Response) {
        if (!module.ok) {
            throw new Error(`failed to fetch Wasm: ${module.status} ${module.statusText} fetching '${module.url}'`);
        }

        if (typeof WebAssembly.instantiateStreaming === 'function') {
            try {
                return await WebAssembly.instantiateStreaming(module, imports);
            } catch (e) {
                const validResponse = expectedResponseType(module.type);

                if (validResponse && module.headers.get('Content-Type') !== 'application/wasm') {
                    console.warn("`WebAssembly.instantiateStreaming` failed because your server does not serve Wasm with `application/wasm` MIME type. Falling back to `WebAssembly.instantiate` which is slower. Original error:\n", e);

                } else { throw e; }
            }
        }

        const bytes = await module.arrayBuffer();
        return await WebAssembly.instantiate(bytes, imports);
    } else {
        const instance = await WebAssembly.instantiate(module, imports);

        if (instance instanceof WebAssembly.Instance) {
            return { instance, module };
        } else {
            return instance;
        }
    }

    function expectedResponseType(type) {
        switch (type) {
            case 'basic': case 'cors': case 'default': return true;
        }
        return false;
    }
}

function initSync(module) {
    if (wasm !== undefined) return wasm;


    if (module !== undefined) {
        if (Object.getPrototypeOf(module) === Object.prototype) {
            ({module} = module)
        } else {
            console.warn('using deprecated parameters for `initSync()`; pass a single object instead')
        }
    }

    const imports = __wbg_get_imports();
    if (!(module instanceof WebAssembly.Module)) {
        module = new WebAssembly.Module(module);
    }
    const instance = new WebAssembly.Instance(module, imports);
    return __wbg_finalize_init(instance, module);
}

let __wbg_init_promise;
async function __wbg_init(module_or_path) {
    if (wasm !== undefined) return wasm;
    if (__wbg_init_promise === undefined) {
        __wbg_init_promise = __wbg_init_once(module_or_path);
        __wbg_init_promise.catch(() => { __wbg_init_promise = undefined; });
    }
    return __wbg_init_promise;
}

async function __wbg_init_once(module_or_path) {

    if (module_or_path !== undefined) {
        if (Object.getPrototypeOf(module_or_path) === Object.prototype) {
            ({module_or_path} = module_or_path)
        } else {
            console.warn('using deprecated parameters for the initialization function; pass a single object instead')
        }
    }

    if (module_or_path === undefined) {
        module_or_path = new URL('client_wasm_bg.wasm', import.meta.url);
    }
    const imports = __wbg_get_imports();

    if (typeof module_or_path === 'string' || (typeof Request === 'function' && module_or_path instanceof Request) || (typeof URL === 'function' && module_or_path instanceof URL)) {
        module_or_path = fetch(module_or_path);
    }

    const { instance, module } = await __wbg_load(await module_or_path, imports);

    return __wbg_finalize_init(instance, module);
}

export { initSync, __wbg_init as default };
