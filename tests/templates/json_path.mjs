// As much of Jayway's JsonPath as the corpus needs besides filters and functions: names, indexes, slices,
// several of them, `*` and `..`. Throws what it does not know.

const step = /^(?:(?<deep>\.\.)(?=[^.])|\.)?(?:(?<star>\*)|(?<name>[^.[\]()*]+)|\[(?<inside>'[^']*'(?:\s*,\s*'[^']*')*|\*|-?\d*:-?\d*|-?\d+(?:\s*,\s*-?\d+)*)\])/u;

const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const withDescendants = (value) => value !== null && typeof value === 'object'
  ? [value, ...Object.values(value).flatMap(withDescendants)] : [value];

function selectorOf({ star, name, inside }) {
  if (star || inside === '*') return { many: true, pick: (value) => value !== null && typeof value === 'object' ? Object.values(value) : [] };
  const names = name !== undefined ? [name] : inside.startsWith("'") ? [...inside.matchAll(/'([^']*)'/g)].map(([, each]) => each) : null;
  if (names) {
    const members = (map) => names.filter((each) => Object.hasOwn(map, each)).map((each) => [each, map[each]]);
    // Several names as the last step give one map that holds these members.
    if (names.length > 1) return { pick: (value) => isMap(value) ? [Object.fromEntries(members(value))] : [] };
    return { pick: (value) => isMap(value) ? members(value).map(([, each]) => each) : [] };
  }
  if (inside.includes(':')) {
    const [from, to] = inside.split(':').map((each) => each === '' ? undefined : Number(each));
    return { many: true, pick: (value) => Array.isArray(value) ? value.slice(from ?? 0, to) : [] };
  }
  const indexes = inside.split(',').map(Number);
  return {
    many: indexes.length > 1,
    pick: (value) => !Array.isArray(value) ? []
      : indexes.map((i) => i < 0 ? i + value.length : i).filter((i) => i >= 0 && i < value.length).map((i) => value[i]),
  };
}

// What the path selects in `root`: a list for a path that may select several; undefined when it selects nothing.
export function select(root, path) {
  let rest = path.startsWith('$') ? path.slice(1) : `.${path}`;
  let values = [root];
  let many = false;
  while (rest !== '') {
    const match = step.exec(rest);
    if (!match) throw new Error(`The JSONPath ${path} is none, or has what json_path.mjs lacks`);
    rest = rest.slice(match[0].length);
    const selector = selectorOf(match.groups);
    if (match.groups.deep) values = values.flatMap(withDescendants);
    many ||= Boolean(selector.many || match.groups.deep);
    values = values.flatMap(selector.pick);
  }
  return many ? values : values[0];
}
