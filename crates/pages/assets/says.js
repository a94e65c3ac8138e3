// What the page says, in its language. The server has put it there.

const table = JSON.parse(document.getElementById('says').textContent);

/** The text of `key`, with each `{name}` replaced by the value of that name. */
export function says(key, values = {}) {
  return (table[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A moment as people of this language read it: the time, and the day if it is not today. */
export function moment(date) {
  const isToday = date.toDateString() === new Date().toDateString();
  const day = isToday ? {} : { weekday: 'short', day: 'numeric', month: 'short' };
  const options = { hour: '2-digit', minute: '2-digit', ...day };
  return date.toLocaleString(document.documentElement.lang, options);
}
