// Texts of the panel in its two languages.

const TEXTS = {
  pl: {
    orders: "Zamówienia", settings: "Ustawienia zamówień", reports: "Raporty", shipments: "Zamówione przesyłki",
    heading: "Zamówienia", selectAll: "zaznacz wszystkie", sort: "Sortuj", page: "strona", of: "z", next: "następna",
    previous: "poprzednia", newest: "data zakupu: od najnowszych", oldest: "data zakupu: od najstarszych",
    dearest: "kwota: od najwyższej", cheapest: "kwota: od najniższej",
    ship: "NADAJ PRZESYŁKĘ", details: "SZCZEGÓŁY", actions: "AKCJE", shipMany: "Nadaj wiele",
    detailsLabel: "Szczegóły zamówienia", bought: "data sprzedaży", buyer: "Kupujący", delivery: "Dostawa",
    message: "Wiadomość od kupującego", cancelled: "Kupujący anulował zakup", invoice: "Faktura",
    addInvoice: "Dodaj fakturę.", total: "Razem", pieces: "szt.", point: "Punkt odbioru", empty: "Brak zamówień",
    noNumber: "Brak numeru przesyłki", hasNumber: "Dodano numer przesyłki", loading: "Wczytywanie…",
    numbers: "Numery przesyłek", receipt: "Dowód zakupu", note: "Notatka", surcharge: "Poproś o dopłatę",
    payments: "Płatności", refund: "Zwróć wpłatę", commission: "Zwrot prowizji", settlements: "Rozliczenia zamówienia",
    packages: "Przesyłki", noPackages: "Nie dodano jeszcze numeru przesyłki.", back: "Wróć do listy",
    createShipment: "Wysyłam z Allegro: nadaj przesyłkę", chosen: "Wybrane zamówienia", unknown: "Nie ma takiej strony",
    stand: "atrapa do pokazów i testów",
    CASH_ON_DELIVERY: "Płatność przy odbiorze", ONLINE: "Zapłacone", WIRE_TRANSFER: "Przelew",
    SPLIT_PAYMENT: "Zapłacone (split payment)", EXTENDED_TERM: "Zapłacone (odroczone)",
  },
  en: {
    orders: "Orders", settings: "Order settings", reports: "Reports", shipments: "Ordered shipments",
    heading: "Orders", selectAll: "select all", sort: "Sort", page: "page", of: "of", next: "next",
    previous: "previous", newest: "purchase date: newest first", oldest: "purchase date: oldest first",
    dearest: "amount: highest first", cheapest: "amount: lowest first",
    ship: "SHIP PARCEL", details: "DETAILS", actions: "ACTIONS", shipMany: "Ship many",
    detailsLabel: "Order details", bought: "sale date", buyer: "Buyer", delivery: "Delivery",
    message: "Message from the buyer", cancelled: "The buyer has cancelled", invoice: "Invoice",
    addInvoice: "Add an invoice.", total: "Total", pieces: "pcs", point: "Pick-up point", empty: "No orders",
    noNumber: "No tracking number", hasNumber: "Tracking number added", loading: "Loading…",
    numbers: "Tracking numbers", receipt: "Proof of purchase", note: "Note", surcharge: "Ask for a surcharge",
    payments: "Payments", refund: "Refund", commission: "Commission refund", settlements: "Settlements of the order",
    packages: "Parcels", noPackages: "No tracking number added yet.", back: "Back to the list",
    createShipment: "Ship with Allegro: create a shipment", chosen: "Chosen orders", unknown: "No such page",
    stand: "stand-in for demonstrations and tests",
    CASH_ON_DELIVERY: "Cash on delivery", ONLINE: "Paid", WIRE_TRANSFER: "Bank transfer",
    SPLIT_PAYMENT: "Paid (split payment)", EXTENDED_TERM: "Paid (deferred)",
  },
};

let language = "pl";

/** Chooses "pl" or "en". */
export function setLanguage(wanted) {
  language = wanted;
  document.documentElement.lang = wanted;
}

/** A text of the panel by its name; the name itself when there is none. */
export function text(name) {
  return TEXTS[language][name] ?? name;
}

/** An amount as people write it: "1 299,00 zł". */
export function money(amount, currency) {
  return new Intl.NumberFormat(language, { style: "currency", currency }).format(Number(amount));
}

/** Date and time of an ISO moment in the language of the panel. */
export function moment(iso) {
  if (!iso) return "";
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}
