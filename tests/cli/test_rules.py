"""Rules from the command line and over the wire: tried on the shop's orders, kept, added from a row, and told of in plans."""

import json
import uuid
from typing import TypeVar

import pytest

from agent.cli.exit_codes import ExitCode
from agent.client import CallFailed, connect
from agent.config.running import noted_port
from agent.demo.allegro_orders import many_orders
from agent.demo.faults import Fault
from shared_schema.base import WireModel
from shared_schema.codes import ErrorCode
from shared_schema.delivery_methods import MethodsListResult
from shared_schema.plans import PlanItem, PlansCreateParams, PlansCreateResult, PlansGetParams, PlansGetResult
from shared_schema.request import NoParams
from shared_schema.rules import (
    Rule,
    RulesAddParams,
    RulesAddResult,
    RulesGetResult,
    RulesSaveParams,
    RulesSaveResult,
    RulesTryParams,
    RulesTryResult,
    RuleThen,
    RuleWhen,
)
from shared_schema.shipments import CreateItem, ShipmentsCreateParams, ShipmentsCreateResult
from tests.cli.conftest import Shop

R = TypeVar("R", bound=WireModel)

LOCKERS_IN_B = """
# wszystko w B
[[rules]]
name = "Paczkomaty w B"
when = { carrier = ["inpost"], to = "point" }
then = { size = "medium" }
"""


def write(shop: Shop, text: str) -> None:
    (shop.terminal.home / "rules.toml").write_text(text, encoding="utf-8")


async def call(shop: Shop, method: str, params: WireModel, result: type[R]) -> R:
    port = noted_port(shop.terminal.home)
    assert port
    async with connect(port, shop.terminal.vault) as client:
        return await client.call(method, params, result)


async def planned(shop: Shop, item: PlanItem) -> PlansGetResult:
    made = await call(shop, "plans.create", PlansCreateParams(seller_id=None, items=[item]), PlansCreateResult)
    while True:
        found = await call(shop, "plans.get", PlansGetParams(plan_id=made.plan_id, offset=0, limit=1), PlansGetResult)
        if found.done == found.total:
            return found


async def test_a_plan_names_the_rule_and_the_parcel_is_made_by_it(shop: Shop) -> None:
    write(shop, LOCKERS_IN_B)
    shop.terminal.language = "pl"
    shown = await shop.terminal.run("plan", shop.orders[0], "--why", "--json")
    [row] = json.loads(shown.stdout)["plan"]
    assert (row["size"], row["status"]) == ("medium", "ready")
    assert row["why"][0] == {"code": "rule_decided", "path": None, "data": {"rule": "Paczkomaty w B", "size": "medium"}}
    table = await shop.terminal.run("plan", shop.orders[0], "--why")
    assert "„Paczkomaty" in table.output
    shipped = await shop.terminal.run("ship", shop.orders[0], "--yes")
    assert shipped.exit_code == ExitCode.OK, shipped.output
    assert shop.world.shipx.shipments[0].body["parcels"]["template"] == "medium"


async def test_a_chosen_size_beats_the_rule(shop: Shop) -> None:
    write(shop, LOCKERS_IN_B)
    await shop.terminal.run("ship", shop.orders[0], "--size", "large", "--yes")
    assert shop.world.shipx.shipments[0].body["parcels"]["template"] == "large"


async def test_what_was_chosen_in_the_row_is_kept_and_sent(shop: Shop) -> None:
    """An unknown method is blocked, names what can be chosen, and ships by what a person chose."""
    order = shop.orders[14]
    nobodys = await planned(shop, PlanItem(order_id=order, size=None))
    assert nobodys.rows[0].status == "blocked"
    assert nobodys.rows[0].error is not None
    assert nobodys.rows[0].error.code is ErrorCode.METHOD_UNKNOWN
    assert nobodys.accounts[0].account == "inpost"
    assert "inpost_courier_c2c" in nobodys.accounts[0].services
    item = PlanItem(order_id=order, size=None, account="inpost", service="inpost_courier_c2c", insurance_grosze=50000)
    [row] = (await planned(shop, item)).rows
    assert (row.status, row.service, row.insurance_grosze, row.error) == ("ready", "inpost_courier_c2c", 50000, None)
    assert row.digest
    create = CreateItem(
        order_id=order,
        digest=row.digest,
        size=None,
        accepted=False,
        confirmation=None,
        account="inpost",
        service="inpost_courier_c2c",
        insurance_grosze=50000,
    )
    job = ShipmentsCreateParams(key=str(uuid.uuid4()), seller_id=None, items=[create])
    await call(shop, "shipments.create", job, ShipmentsCreateResult)
    while not shop.world.shipx.shipments:
        await planned(shop, item)
    body = shop.world.shipx.shipments[0].body
    assert (body["service"], body["insurance"]["amount"]) == ("inpost_courier_c2c", 500)


async def test_what_is_chosen_at_the_command_line_is_sent(shop: Shop) -> None:
    order = shop.orders[14]
    chosen = ("--account", "inpost", "--service", f"{order}=inpost_courier_c2c", "--insurance", "750,50", "--size", "medium")
    shipped = await shop.terminal.run("ship", order, *chosen, "--yes")
    assert shipped.exit_code == ExitCode.OK, shipped.output
    body = shop.world.shipx.shipments[0].body
    sent = (body["service"], body["insurance"]["amount"], body["parcels"]["template"])
    assert sent == ("inpost_courier_c2c", 750.5, "medium")
    for wrong in (("--insurance", "dużo"), ("--service", "x=inpost_courier_c2c"), ("--account", "Konto Główne")):
        assert (await shop.terminal.run("plan", order, *wrong)).exit_code == ExitCode.USAGE


async def test_a_broken_file_is_told_of_in_every_plan_and_nothing_ships_unseen(shop: Shop) -> None:
    write(shop, LOCKERS_IN_B + "then = 1\n")
    shop.terminal.language = "pl"
    shown = await shop.terminal.run("plan", shop.orders[0], "--json")
    [row] = json.loads(shown.stdout)["plan"]
    assert (row["status"], row["size"]) == ("attention", "small")
    assert row["problems"][0]["code"] == "rules_broken"
    shipped = await shop.terminal.run("ship", shop.orders[0], "--yes")
    assert shipped.exit_code == ExitCode.SOME_NEED_FIXING
    assert shop.world.shipx.shipments == []
    checked = await shop.terminal.run("rules", "check")
    assert checked.exit_code == ExitCode.NOT_CONFIGURED
    assert "rules.toml, wiersz 7" in checked.output


async def test_rules_that_change_between_plan_and_click_stop_the_parcel(shop: Shop) -> None:
    [row] = (await planned(shop, PlanItem(order_id=shop.orders[0], size=None))).rows
    assert row.digest
    write(shop, LOCKERS_IN_B)
    create = CreateItem(order_id=shop.orders[0], digest=row.digest, size=None, accepted=False, confirmation=None)
    job = ShipmentsCreateParams(key=str(uuid.uuid4()), seller_id=None, items=[create])
    await call(shop, "shipments.create", job, ShipmentsCreateResult)
    status = ""
    while "failed" not in status:
        status = (await shop.terminal.run("status", shop.orders[0], "--json")).stdout
    assert shop.world.shipx.shipments == []


async def test_the_dry_run_says_how_many_orders_change(shop: Shop) -> None:
    write(shop, LOCKERS_IN_B)
    shop.terminal.language = "pl"
    calls = len(shop.world.allegro.calls)
    tried = await shop.terminal.run("rules", "try", "--json")
    assert tried.exit_code == ExitCode.OK, tried.output
    found = json.loads(tried.stdout)
    changed = {each["order_id"] for each in found["changes"]}
    # the lockers of the shop that may be shipped, cash on delivery and a landline included
    assert changed == {shop.orders[index] for index in (0, 3, 4, 6, 13, 15)}, found
    assert (found["orders"], found["sizes"], found["services"]) == (22, 6, 0)
    assert {(each["rule"], each["before"]["size"], each["after"]["size"]) for each in found["changes"]} == {
        ("Paczkomaty w B", "small", "medium")
    }
    lists = [each for each in shop.world.allegro.calls[calls:] if each.path == "/order/checkout-forms"]
    assert len(lists) == 1
    assert shop.world.shipx.shipments == []
    people = await shop.terminal.run("rules", "try")
    assert "gabaryt zmieni się w zamówieniach: 6" in people.output
    # those in force against those of a page that are not kept yet
    other = Rule(name="inna", when=RuleWhen(to="point"), then=RuleThen(size="large"))
    asked = await call(shop, "rules.try", RulesTryParams(rules=[other], orders=10), RulesTryResult)
    assert {(each.before.size, each.after.size) for each in asked.changes} == {("medium", "large")}


async def test_the_dry_run_reads_a_hundred_orders_a_call(shop: Shop) -> None:
    for order in many_orders(250):
        shop.world.allegro.add_order(order)
    calls = len(shop.world.allegro.calls)
    found = await call(shop, "rules.try", RulesTryParams(rules=[], orders=150), RulesTryResult)
    assert (found.orders, found.changes) == (150, [])
    assert len([each for each in shop.world.allegro.calls[calls:] if each.path == "/order/checkout-forms"]) == 2


async def test_rules_are_read_saved_and_not_overwritten(shop: Shop) -> None:
    write(shop, LOCKERS_IN_B)
    before = await call(shop, "rules.get", NoParams(), RulesGetResult)
    assert [each.name for each in before.rules] == ["Paczkomaty w B"]
    new = Rule(name="Drogie", when=RuleWhen(value_from_grosze=50000), then=RuleThen(insurance_grosze=100000))
    save = RulesSaveParams(revision=before.revision, rules=[new, *before.rules])
    saved = await call(shop, "rules.save", save, RulesSaveResult)
    assert "# wszystko w B" in (shop.terminal.home / "rules.toml").read_text(encoding="utf-8")
    assert (await call(shop, "rules.get", NoParams(), RulesGetResult)).revision == saved.revision
    with pytest.raises(CallFailed) as late:
        await call(shop, "rules.save", save, RulesSaveResult)
    assert late.value.error.code is ErrorCode.RULES_CHANGED
    for wrong, code in (
        ([new, new], "rule_name_twice"),
        ([new.model_copy(update={"then": RuleThen(account="nie-ma", size="small")})], "rule_account"),
    ):
        with pytest.raises(CallFailed) as failed:
            await call(shop, "rules.save", RulesSaveParams(revision=saved.revision, rules=wrong), RulesSaveResult)
        assert failed.value.error.code is ErrorCode.RULES_WRONG
        assert code in [each.code for each in failed.value.error.fields]
    assert len((await call(shop, "rules.get", NoParams(), RulesGetResult)).rules) == 2


async def test_always_so_for_this_offer(shop: Shop) -> None:
    order = shop.orders[0]
    [line] = shop.world.allegro.orders[order]["lineItems"]
    added = await call(shop, "rules.add", RulesAddParams(order_id=order, then=RuleThen(size="large")), RulesAddResult)
    when = added.rule.when
    assert (when.offer, when.items_from, when.items_to) == ([line["offer"]["id"]], 1, 1)
    assert when.service == ["inpost_locker_allegro"]
    [row] = (await planned(shop, PlanItem(order_id=order, size=None))).rows
    assert (row.size, row.status) == ("large", "ready")
    # said once more, it takes the earlier one's place
    await call(shop, "rules.add", RulesAddParams(order_id=order, then=RuleThen(size="medium")), RulesAddResult)
    assert [each.then.size for each in (await call(shop, "rules.get", NoParams(), RulesGetResult)).rules] == ["medium"]
    # five of them may need another box
    line["quantity"] = 5
    [row] = (await planned(shop, PlanItem(order_id=order, size=None))).rows
    assert row.size == "small"


async def test_nothing_is_added_to_a_broken_file(shop: Shop) -> None:
    write(shop, "[[rules]")
    with pytest.raises(CallFailed) as failed:
        await call(shop, "rules.add", RulesAddParams(order_id=shop.orders[0], then=RuleThen(size="large")), RulesAddResult)
    assert failed.value.error.code is ErrorCode.RULES_WRONG
    assert (shop.terminal.home / "rules.toml").read_text(encoding="utf-8") == "[[rules]"


async def test_every_method_of_allegros_list_says_what_becomes_of_it(shop: Shop) -> None:
    found = await call(shop, "methods.list", NoParams(), MethodsListResult)
    sorts = {each.name: (each.sort, each.account) for each in found.methods}
    assert sorts["Allegro Paczkomaty InPost"] == ("known", "inpost")
    assert sorts["Paczkomaty InPost"] == ("suggested", "inpost")
    assert sorts["Allegro One Box, One Kurier"] == ("only_allegro", None)
    assert sorts["Kurier DPD"] == ("other_carrier", None)
    assert sorts["Dostawa rowerem po mieście"] == ("unknown", None)
    assert {each.name: each.cash_on_delivery for each in found.methods}["Allegro Kurier24 InPost pobranie"] is True
    # kept: Allegro is not asked again, and a silent one is no obstacle
    shop.world.allegro.faults.arm(Fault.ERROR_BEFORE, times=None)
    again = await call(shop, "methods.list", NoParams(), MethodsListResult)
    assert again == found
    shop.world.allegro.faults.clear()
    shop.terminal.language = "pl"
    shown = await shop.terminal.run("rules", "methods")
    assert "nieznana" in shown.output


async def test_the_file_is_made_with_an_example_that_is_right(shop: Shop) -> None:
    for language in ("pl", "en"):
        shop.terminal.language = language
        made = await shop.terminal.run("rules", "edit")
        path = shop.terminal.home / "rules.toml"
        assert str(path) in made.output
        text = path.read_text(encoding="utf-8")
        path.write_text("\n".join(line[2:] for line in text.splitlines() if line[2:7] in ("[[rul", "name ", "when ", "then ")))
        checked = await shop.terminal.run("rules", "check")
        assert checked.exit_code == ExitCode.OK, checked.output
        shown = await shop.terminal.run("rules", "show", "--json")
        assert [each["then"]["size"] for each in json.loads(shown.stdout)["rules"]] == ["medium"]
        path.unlink()
