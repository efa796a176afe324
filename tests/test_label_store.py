"""Label files in the data folder: named by what they are, and given out only as that."""

from pathlib import Path

from agent.label_store import FolderLabelStore
from agent.shipping.model.label import Label
from shared_schema.codes import LabelFormat

PDF = Label(LabelFormat.PDF, b"%PDF-1.4 x")
ZPL = Label(LabelFormat.ZPL_203, b"^XA^FD1^FS^XZ")


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


async def test_a_file_is_named_by_its_format(tmp_path: Path) -> None:
    store = FolderLabelStore(tmp_path)
    assert await store.read("a") == ()
    for kind, suffix in zip(LabelFormat, ("pdf", "203dpi.zpl", "300dpi.zpl", "epl"), strict=True):
        content = {"pdf": PDF.content, "zpl": ZPL.content, "epl": b"\nN\nP1\n"}[kind.ending]
        await store.keep("a", [Label(kind, content)])
        assert names(tmp_path) == [f"a.{suffix}"], "a label of another format was replaced"
        assert await store.read("a") == (Label(kind, content),)


async def test_label_and_form_of_two_formats_stay_together(tmp_path: Path) -> None:
    store = FolderLabelStore(tmp_path)
    await store.keep("a", [ZPL, PDF])
    assert set(await store.read("a")) == {PDF, ZPL}
    (tmp_path / "a.203dpi.zpl").write_bytes(b"<html>")
    assert await store.read("a") == (), "half of it is none"
