// The life of a request: quiet while there is time, heard once when a minute is left.

import { says } from './says.js';

/** Shows in `element` how long a request is still good, and calls `end` when it is not. */
export function countdown(element, seconds, end) {
  // Counted by the monotonic clock: a device that slept or whose clock was set counts on rightly.
  const endsAt = performance.now() + seconds * 1000;
  let isHeard = false;
  const tick = () => {
    const left = Math.ceil((endsAt - performance.now()) / 1000);
    if (left <= 0) {
      element.hidden = true;
      end();
      return;
    }
    const isShort = left <= 60;
    element.classList.toggle('short', isShort);
    element.textContent = isShort
      ? says('sign-in-seconds-left', { count: left })
      : says('sign-in-minutes-left', { count: Math.ceil(left / 60) });
    if (isShort && !isHeard) {
      isHeard = true;
      hear(says('sign-in-one-minute'));
    }
    setTimeout(tick, isShort ? 1000 : 5000);
  };
  tick();
}

/** Says something to those who listen, and shows nothing. */
function hear(text) {
  const place = document.createElement('p');
  place.className = 'visually-hidden';
  place.setAttribute('role', 'status');
  document.body.append(place);
  setTimeout(() => (place.textContent = text), 100);
}
