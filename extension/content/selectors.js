/** What is looked for in Allegro's order pages: data only, with a version that goes into the program's log (contract: order page, section 3). */

export const SELECTORS_VERSION = "2026.11";

/** Elements that name an order, and where the id stands in them. */
export const WITNESSES = {
  /** 1: the details link's own attribute */
  linkAttribute: { selector: "a[orderid]", attribute: "orderid" },
  /** 2: any link that leads to one order */
  link: { selector: "a[href]", attribute: "href" },
  /** 3: values written for Allegro's analytics and tests */
  analytics: {
    selector: '[data-analytics-view-label="desktopDetailsLink_view"][data-analytics-view-value]',
    attribute: "data-analytics-view-value",
  },
  testId: { selector: '[data-test-id="order-id"]' },
};

/** Attributes whose change can turn a row into another order's. */
export const WATCHED_ATTRIBUTES = ["orderid", "href", "data-analytics-view-value", "data-test-id", "aria-checked"];

export const LIST_BOX = '[data-box-name="allegro.orders.listing"]';
export const ACTION_COLUMN = '[class~="desktop__actions"]';
export const CHECKBOX = 'input[type="checkbox"], [role="checkbox"]';
export const OVERLAY = '[role="dialog"], [role="menu"], [role="listbox"], dialog';
