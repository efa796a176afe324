"""What a client must survive: faults of the network and answers unlike the documented ones."""

import httpx
import pytest

from agent.demo.faults import Fault
from agent.demo.pwr.options import Oddity
from tests.demo.pwr_wire import Answer, PwrCaller, parcel

CREATE = "GenerateLabelBusinessPackListTwo"
CREATE_PATH = f"/WebServicePwR/WebServicePwR.asmx/{CREATE}$"


@pytest.mark.parametrize(("fault", "parcels"), [(Fault.LOST_ANSWER, 1), (Fault.HALF_ANSWER, 1), (Fault.RESET_BEFORE, 0)])
async def test_a_cut_connection_looks_alike_with_and_without_a_parcel(pwr: PwrCaller, fault: Fault, parcels: int) -> None:
    pwr.server.faults.arm(fault, path=CREATE_PATH)
    assert (await pwr.send("Ping", {})).text("PingResult") == "true", "another operation is spared"
    with pytest.raises(httpx.TransportError):
        await pwr.create(parcel())
    assert len(pwr.server.parcels) == parcels
    await pwr.created()
    assert bool(pwr.server.doubled()) is bool(parcels)


@pytest.mark.parametrize(("fault", "parcels"), [(Fault.ERROR_BEFORE, 0), (Fault.ERROR_AFTER, 1)])
async def test_an_error_is_a_soap_fault(pwr: PwrCaller, fault: Fault, parcels: int) -> None:
    pwr.server.faults.arm(fault, path=CREATE_PATH, status=500)
    answer = await pwr.create(parcel())
    assert answer.response.status_code == 500
    assert answer.fault == "Server was unable to process request."
    assert answer.root.findtext(".//faultcode") == "soap:Server"
    assert len(pwr.server.parcels) == parcels


async def test_a_rate_limit_is_a_gateway_s_page(pwr: PwrCaller) -> None:
    pwr.server.faults.arm(Fault.RATE_LIMITED, path="/GivePartnerStatus$", retry_after_s=7)
    response = (await pwr.call("GivePartnerStatus")).response
    assert (response.status_code, response.headers["Retry-After"]) == (429, "7")
    assert response.headers["Content-Type"].startswith("text/html")


async def test_odd_answers_after_good_work(pwr: PwrCaller) -> None:
    async def odd(oddity: Oddity) -> Answer:
        pwr.server.plan_answer(CREATE, oddity)
        return await pwr.create(parcel(), label_format="ZPL")

    answer = await odd(Oddity.EMPTY_DATASET)
    [diffgram] = answer.root.iter("{urn:schemas-microsoft-com:xml-diffgram-v1}diffgram")
    assert list(diffgram) == []
    answer = await odd(Oddity.OTHER_TABLE)
    assert (answer.tables, answer.codes) == (["Table1"], [0])
    answer = await odd(Oddity.UNKNOWN_SHAPE)
    assert "Err" not in answer.row
    answer = await odd(Oddity.NO_RESULT)
    assert answer.text(f"{CREATE}Result") is None
    assert answer.fault is None
    answer = await odd(Oddity.NO_LABEL)
    assert (answer.codes, answer.file()) == ([0], None)
    answer = await odd(Oddity.PDF_INSTEAD)
    assert (answer.file() or b"").startswith(b"%PDF-")
    assert len(pwr.server.parcels) == 6
    answer = await pwr.create(parcel(), label_format="ZPL")
    assert (answer.file() or b"").startswith(b"^XA"), "each oddity was planned once"


async def test_oddities_are_planned_for_known_operations(pwr: PwrCaller) -> None:
    with pytest.raises(KeyError):
        pwr.server.plan_answer("GenerateLabels", Oddity.NO_LABEL)
    pwr.server.plan_answer("LabelPrintDuplicateTwo", Oddity.NO_LABEL, times=2)
    code = await pwr.created()
    found = [(await pwr.call("LabelPrintDuplicateTwo", PackCode=code, Format="PDF")).file("Label") is not None for _ in range(3)]
    assert found == [False, False, True]


async def test_state_outlives_a_stop(pwr: PwrCaller) -> None:
    await pwr.created()
    await pwr.server.stop()
    with pytest.raises(httpx.ConnectError):
        await pwr.create(parcel())
    await pwr.server.start()
    assert (await pwr.call_last("GiveMePackStatus", PhoneNumber="", PackCode="2101066592589")).row["Trans"] == "200"
