// The page's moments become one fixed morning; days keep their distance from today in working days, as couriers count them.
(shownDay) => {
  const noon = (year, month, day) => new Date(year, month - 1, day, 12);
  const today = new Date();
  today.setHours(12, 0, 0, 0);
  const shown = noon(...shownDay.split("-").map(Number));
  const isWork = (date) => date.getDay() % 6 !== 0;
  const next = (date, by) => noon(date.getFullYear(), date.getMonth() + 1, date.getDate() + by);
  const moved = (date) => {
    const by = date < today ? -1 : 1;
    let at = shown;
    for (let each = today; each.toDateString() !== date.toDateString(); ) {
      each = next(each, by);
      if (!isWork(each)) continue;
      do at = next(at, by);
      while (!isWork(at));
    }
    return at;
  };

  const two = (number) => String(number).padStart(2, "0");
  const iso = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const dotted = (date) => `${date.getDate()}.${two(date.getMonth() + 1)}.${date.getFullYear()}`;
  const named = new Intl.DateTimeFormat("pl", { weekday: "long", day: "numeric", month: "long" });
  const months = Array.from({ length: 12 }, (_, month) => named.formatToParts(noon(2026, month + 1, 1)).find(({ type }) => type === "month").value);
  const short = new Intl.DateTimeFormat("pl", { dateStyle: "medium" });
  const shortMonths = Array.from({ length: 12 }, (_, month) => short.formatToParts(noon(2026, month + 1, 1)).find(({ type }) => type === "month").value);
  const year = today.getFullYear();
  const rules = [
    [/(\d{4})-(\d\d)-(\d\d) \d\d:\d\d/g, (_, y, m, d) => `${iso(moved(noon(y, m, d)))} 08:15`],
    [/(\d{4})-(\d\d)-(\d\d)(?=-\d+szt)/g, (_, y, m, d) => iso(moved(noon(y, m, d)))],
    [/(\d{1,2})\.(\d{1,2})\.(\d{4}), \d\d:\d\d/g, (_, d, m, y) => `${dotted(moved(noon(y, m, d)))}, 08:15`],
    [/(\d{1,2}) (\p{L}{3}) (\d{4}), \d\d:\d\d/gu, (_, d, m, y) => `${short.format(moved(noon(y, shortMonths.indexOf(m) + 1, d)))}, 08:15`],
    [/\p{L}+, (\d{1,2}) (\p{L}+)(?=$|, od )/gu, (said, d, m) => (months.includes(m) ? named.format(moved(noon(year, months.indexOf(m) + 1, d))) : said)],
    [/\bo \d\d:\d\d/g, () => "o 08:20"],
    [/Zostało \d+ s\./g, () => "Zostało 110 s."],
    [/Wolne \d+ MB/g, () => "Wolne 182400 MB"],
  ];

  // what an earlier picture has written is not moved once more
  const written = (window.writtenForPictures ??= new WeakMap());
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (written.get(node) === node.data) continue;
    const text = rules.reduce((said, [pattern, put]) => said.replace(pattern, put), node.data);
    if (text !== node.data) node.data = text;
    written.set(node, text);
  }
};
