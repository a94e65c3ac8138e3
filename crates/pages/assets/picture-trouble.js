// Why a picture cannot be used, more exactly than the prover knows. It is loaded only once one is refused.

/** The most pixels that a picture may have, as in the native client. */
const MAX_PIXELS = 1 << 26;
/** Bytes within which a file says how large its picture is. */
const BEGINNING = 1 << 19;

/** The code for which the page has words, made of that of the prover and of what the file is. */
export async function causeOf(code, file) {
  const bytes = await file.slice(0, BEGINNING).arrayBuffer();
  const start = String.fromCharCode(...new Uint8Array(bytes, 0, Math.min(bytes.byteLength, 12)));
  if (code === 'animated' && start.startsWith('GIF8')) return 'gif';
  if (code !== 'unreadable' || file.type === 'image/svg+xml') return code;
  const pixels = promised(new DataView(bytes)) || (await shown(file));
  if (pixels > MAX_PIXELS) return 'too_large';
  // Its beginning can be read, so the rest is what is wrong.
  if (pixels > 0) return 'damaged';
  return /ftyp(hei|hev|mif|msf)/.test(start) || isHeic(file) ? 'heic' : code;
}

/** Whether a file calls itself HEIC. Many systems do not know the type, so its name counts too. */
function isHeic({ name, type }) {
  return /^image\/hei[cf]/.test(type) || /\.hei[cf]$/i.test(name);
}

/** How many pixels a PNG or JPEG file promises, of which browsers show none if they are too many; 0 if it does not say. */
function promised(view) {
  const has = (bytes) => view.byteLength >= bytes;
  if (has(24) && view.getUint32(0) === 0x89504e47) return view.getUint32(16) * view.getUint32(20);
  if (!has(4) || view.getUint16(0) !== 0xffd8) return 0;
  for (let at = 2; has(at + 9); at += 2 + view.getUint16(at + 2)) {
    // A frame: SOF0 to SOF15, among which are markers of tables (ITU-T T.81, table B.1).
    const isFrame = (view.getUint8(at + 1) & 0xf0) === 0xc0 && ![0xc4, 0xc8, 0xcc].includes(view.getUint8(at + 1));
    if (isFrame) return view.getUint16(at + 5) * view.getUint16(at + 7);
  }
  return 0;
}

/** How many pixels the browser would show of a file; 0 if it does not know such files. */
function shown(file) {
  const image = new Image();
  image.src = URL.createObjectURL(file);
  return new Promise((done) => {
    image.addEventListener('load', () => done(image.naturalWidth * image.naturalHeight));
    image.addEventListener('error', () => done(0));
  }).finally(() => URL.revokeObjectURL(image.src));
}
