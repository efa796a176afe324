"""The closed lists of codes. Codes are only added, never reused; the words for people are in the extension's `_locales`."""

from enum import StrEnum


class ErrorCode(StrEnum):
    """Why a request or an order came to nothing, or needs the seller."""

    # the message itself
    INVALID_MESSAGE = "invalid_message"
    INVALID_PARAMS = "invalid_params"
    UNKNOWN_METHOD = "unknown_method"
    DUPLICATE_ID = "duplicate_id"
    TOO_LARGE = "too_large"
    RATE_LIMITED = "rate_limited"
    NOT_FOUND = "not_found"
    NOT_ALLOWED = "not_allowed"
    INTERNAL = "internal"
    # pairing and versions
    NOT_PAIRED = "not_paired"
    PAIRING_CLOSED = "pairing_closed"
    PAIRING_CODE_WRONG = "pairing_code_wrong"
    PROTOCOL_TOO_OLD = "protocol_too_old"
    PROTOCOL_TOO_NEW = "protocol_too_new"
    # accounts
    NOT_CONFIGURED = "not_configured"
    CREDENTIALS_MISSING = "credentials_missing"
    CREDENTIALS_REFUSED = "credentials_refused"
    KEYRING_LOCKED = "keyring_locked"
    ACCOUNT_STOPPED = "account_stopped"
    # the order
    ORDER_NOT_FOUND = "order_not_found"
    ORDER_OF_OTHER_SELLER = "order_of_other_seller"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_UNPAID = "order_unpaid"
    ORDER_OF_ALLEGRO_WAREHOUSE = "order_of_allegro_warehouse"
    METHOD_ONLY_ALLEGRO = "method_only_allegro"
    METHOD_UNKNOWN = "method_unknown"
    METHOD_WITHOUT_ACCOUNT = "method_without_account"
    PLAN_HAS_PROBLEMS = "plan_has_problems"
    PLAN_NOT_ACCEPTED = "plan_not_accepted"
    PLAN_CHANGED = "plan_changed"
    ALREADY_SHIPPED = "already_shipped"
    CANCELLED_BY_USER = "cancelled_by_user"
    # the carrier
    CARRIER_REFUSED = "carrier_refused"
    CARRIER_UNAVAILABLE = "carrier_unavailable"
    CARRIER_TIMEOUT = "carrier_timeout"
    CARRIER_ANSWER_UNREADABLE = "carrier_answer_unreadable"
    SHIPMENT_NOT_FOUND_AT_CARRIER = "shipment_not_found_at_carrier"
    PURCHASE_FAILED = "purchase_failed"
    CONFIRMATION_LATE = "confirmation_late"
    DECLARED_NOT_CREATED = "declared_not_created"
    WITHDRAWAL_NOT_POSSIBLE = "withdrawal_not_possible"
    WITHDRAWAL_REFUSED = "withdrawal_refused"
    WITHDRAWAL_NOT_DONE = "withdrawal_not_done"
    WITHDRAWAL_UNKNOWN = "withdrawal_unknown"
    PARCEL_WITHDRAWN = "parcel_withdrawn"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    SEVERAL_PARCELS = "several_parcels"
    # Allegro
    ALLEGRO_REFUSED = "allegro_refused"
    ALLEGRO_UNAVAILABLE = "allegro_unavailable"
    ALLEGRO_BLOCKED = "allegro_blocked"
    TRACKING_NUMBER_REFUSED = "tracking_number_refused"
    # labels and the store
    LABEL_NOT_READY = "label_not_ready"
    LABEL_EXPIRED = "label_expired"
    LABEL_UNREADABLE = "label_unreadable"
    LABEL_AT_CARRIER = "label_at_carrier"
    NO_SHIPMENT = "no_shipment"
    STORE_FAILED = "store_failed"
    LEDGER_UNAVAILABLE = "ledger_unavailable"
    LEDGER_RESTORED = "ledger_restored"
    # handing over
    SET_NOT_OPEN = "set_not_open"
    HAND_OVER_REFUSED = "hand_over_refused"
    HAND_OVER_UNKNOWN = "hand_over_unknown"
    # points
    POINTS_NOT_SEARCHABLE = "points_not_searchable"
    POINT_NOT_FOUND = "point_not_found"
    SETS_UNSENT = "sets_unsent"
    DAILY_HAND_OVER_FAILED = "daily_hand_over_failed"
    PROTOCOL_UNKNOWN = "protocol_unknown"
    PROTOCOL_ASKED_BEFORE = "protocol_asked_before"
    PROTOCOL_NOT_KEPT = "protocol_not_kept"
    PICKUP_NOT_OFFERED = "pickup_not_offered"
    PICKUP_REFUSED = "pickup_refused"
    PICKUP_UNKNOWN = "pickup_unknown"
    PICKUP_ORDERED_BEFORE = "pickup_ordered_before"


class NoteCode(StrEnum):
    """A reason, a problem or a warning inside a plan or beside a created shipment."""

    # why something was chosen
    SERVICE_BY_METHOD = "service_by_method"
    SERVICE_BY_NAME = "service_by_name"
    SIZE_DEFAULT = "size_default"
    SIZE_CHOSEN = "size_chosen"
    POINT_FROM_ORDER = "point_from_order"
    SENDING_METHOD_DEFAULT = "sending_method_default"
    DROPOFF_USUAL = "dropoff_usual"
    COD_FROM_PAYMENT = "cod_from_payment"
    INSURANCE_FOR_COD = "insurance_for_cod"
    INSURANCE_DEFAULT = "insurance_default"
    COD_TO_ACCOUNT = "cod_to_account"
    # what is wrong, with the path of the field
    EMAIL_MISSING = "email_missing"
    PHONE_MISSING = "phone_missing"
    PHONE_INVALID = "phone_invalid"
    PHONE_NOT_MOBILE = "phone_not_mobile"
    NAME_MISSING = "name_missing"
    STREET_MISSING = "street_missing"
    HOUSE_NUMBER_UNSURE = "house_number_unsure"
    CITY_MISSING = "city_missing"
    POST_CODE_INVALID = "post_code_invalid"
    COUNTRY_NOT_SERVED = "country_not_served"
    POINT_MISSING = "point_missing"
    POINT_UNKNOWN = "point_unknown"
    SIZE_UNKNOWN = "size_unknown"
    SERVICE_NOT_IN_CONTRACT = "service_not_in_contract"
    COD_NOT_ALLOWED = "cod_not_allowed"
    COD_ACCOUNT_MISSING = "cod_account_missing"
    AMOUNT_INVALID = "amount_invalid"
    CURRENCY_NOT_PLN = "currency_not_pln"
    DROPOFF_MISSING = "dropoff_missing"
    DROPOFF_UNKNOWN = "dropoff_unknown"
    TOO_LONG = "too_long"
    OFFICE_MISSING = "office_missing"
    OFFICE_UNKNOWN = "office_unknown"
    CARD_UNKNOWN = "card_unknown"
    COD_ACCOUNT_NOT_SET = "cod_account_not_set"
    COD_ABOVE_POINT = "cod_above_point"
    POINT_ONLY_POSTS = "point_only_posts"
    UNREGISTERED_SHIPMENT = "unregistered_shipment"
    VALUE_UNFIT = "value_unfit"
    POINT_OF_OTHER_CARRIER = "point_of_other_carrier"
    POINT_CLOSED = "point_closed"
    POINT_FULL = "point_full"
    POINT_WITHOUT_COD = "point_without_cod"
    COD_NOT_IN_CONTRACT = "cod_not_in_contract"
    INSURANCE_NOT_IN_CONTRACT = "insurance_not_in_contract"
    SENDER_REFUSED = "sender_refused"
    PARTNER_REFUSED = "partner_refused"
    CUSTOMS_DATA_MISSING = "customs_data_missing"
    CUSTOMS_TOO_MANY_LINES = "customs_too_many_lines"
    CUSTOMS_MASS = "customs_mass"
    # what deserves a look
    METHOD_MATCHED_BY_NAME = "method_matched_by_name"
    LABEL_CUTS_TEXT = "label_cuts_text"
    NUMBERS_NOT_CHECKED = "numbers_not_checked"
    CREDENTIALS_EXPIRE = "credentials_expire"
    POINT_NOT_CHECKED = "point_not_checked"
    POINTS_ARE_OLD = "points_are_old"
    POST_CODE_MISSING = "post_code_missing"
    CUSTOMS_DECLARED = "customs_declared"
    # of an account that was tried
    CREDENTIALS_NOT_CHECKED = "credentials_not_checked"
    ACCOUNT_PREPAID = "account_prepaid"
    # beside a created shipment
    SERVICE_CHANGED_BY_CARRIER = "service_changed_by_carrier"
    REPORTED_AS_OTHER = "reported_as_other"
    NUMBER_WAS_ON_ALLEGRO = "number_was_on_allegro"
    FOUND_AFTER_LOST_ANSWER = "found_after_lost_answer"
    CLOCK_DIFFERS = "clock_differs"
    POINT_CHANGED_BY_CARRIER = "point_changed_by_carrier"
    PARCEL_UNPAID = "parcel_unpaid"
    CARRIER_WARNING = "carrier_warning"
    COD_FORM_MISSING = "cod_form_missing"
    CUSTOMS_FORM_MISSING = "customs_form_missing"
    # beside a withdrawn one
    NUMBER_STAYS_ON_ALLEGRO = "number_stays_on_allegro"
    NUMBER_MAY_BE_ON_ALLEGRO = "number_may_be_on_allegro"


class FindingCode(StrEnum):
    """Where the ledger, a carrier's list and Allegro do not say the same."""

    # a parcel more than was wanted, which costs money
    PARCEL_NOT_ORDERED = "parcel_not_ordered"
    PARCEL_DOUBLED = "parcel_doubled"
    # to be looked at
    PARCEL_FOUND = "parcel_found"
    PARCEL_GONE = "parcel_gone"
    PARCEL_UNKNOWN = "parcel_unknown"
    NUMBER_MISSING = "number_missing"
    NUMBER_DOUBLED = "number_doubled"
    SENT_WITHOUT_PARCEL = "sent_without_parcel"
    # good to know
    PARCEL_OF_OTHERS = "parcel_of_others"
    NUMBER_OF_OTHERS = "number_of_others"


class LabelFormat(StrEnum):
    """What a printer is given. Two resolutions of ZPL are two formats: one printer cannot print both."""

    PDF = "pdf"
    ZPL_203 = "zpl_203"
    ZPL_300 = "zpl_300"
    EPL = "epl"

    @property
    def ending(self) -> str:
        """`pdf`, `zpl` or `epl`: the last part of a file name, and the only part the bytes themselves tell."""
        return self.value.partition("_")[0]

    @property
    def suffix(self) -> str:
        """The ending with the resolution before it: `203dpi.zpl`."""
        dpi = self.value.partition("_")[2]
        return f"{dpi}dpi.{self.ending}" if dpi else self.ending
