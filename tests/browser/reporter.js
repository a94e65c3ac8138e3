/** Names every test, and ends with the line that `cargo xtask test` counts. */

/** @param {AsyncIterable<{type: string, data: any}>} events */
export default async function* report(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (data?.skip !== undefined) continue;
    const isSuite = data?.details?.type === 'suite' || data?.name?.endsWith('.test.js');
    if (type === 'test:pass' && !isSuite) {
      passed += 1;
      yield `test ${data.name} ... ok (${Math.round(data.details.duration_ms)} ms)\n`;
    } else if (type === 'test:fail' && !isSuite) {
      failed += 1;
      const { error } = data.details;
      yield `test ${data.name} ... FAILED\n${error.cause?.stack ?? error.stack}\n`;
    } else if (type === 'test:stderr' || type === 'test:stdout') {
      yield data.message;
    } else if (type === 'test:fail') {
      yield `${data.name}: ${data.details.error}\n`;
    }
  }
  yield `test result: ${failed === 0 ? 'ok' : 'FAILED'}. ${passed} passed; ${failed} failed;\n`;
}
