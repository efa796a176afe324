"""The answers of ShipX that are files: labels and the printout for a courier (inpost-shipx.md, section 8)."""

from aiohttp import web

from agent.demo.shipx_errors import action_refusal, refusal, validation_refusal
from agent.demo.shipx_labels import LabelFile, label_file
from agent.demo.shipx_shipments import Shipment


def send_labels(request: web.Request, shipments: list[Shipment]) -> web.Response:
    """Return the labels of shipments that have their number. Raises Refusal."""
    label_format = request.query.get("format", "pdf").lower()
    label_type = request.query.get("type", "").lower()
    if label_format not in ("pdf", "zpl", "epl"):
        raise validation_refusal(request, {"format": ["invalid"]})
    if label_type not in ("", "normal", "a6", "dpi300"):
        raise validation_refusal(request, {"type": ["invalid"]})
    for shipment in shipments:
        if shipment.status == "canceled":
            reason = "you_can_not_generate_labels_for_unpaid_shipments"
            raise validation_refusal(request, {"tracking_number": [reason]})
        if shipment.tracking_number is None:
            raise action_refusal("get_label", shipment.id, shipment.status)
        if label_type == "normal" and not shipment.facts.has_a4_label:
            raise refusal(400, "label_template_not_found", "Label template not found.", {})
        if label_type == "dpi300" and (label_format != "zpl" or shipment.facts.id == "inpost_courier_standard"):
            raise refusal(400, "label_template_not_found", "Label template not found.", {})
    return _attachment(label_file(shipments, label_format, a6=label_type == "a6"))


def send_printout(request: web.Request, shipments: list[Shipment]) -> web.Response:
    """Return the list a courier signs. Raises Refusal."""
    if not shipments:
        raise validation_refusal(request, {"shipment_ids": ["required"]})
    for shipment in shipments:
        if shipment.tracking_number is None:
            raise action_refusal("get_printout", shipment.id, shipment.status)
    return _attachment(label_file(shipments, "pdf", a6=False))


def _attachment(file: LabelFile) -> web.Response:
    response = web.Response(body=file.content, content_type=file.content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{file.filename}"'
    response.enable_chunked_encoding()
    return response
