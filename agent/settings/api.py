"""`settings.open`: how the command line and the tray get to the pages."""

from agent.server.dispatch import Client, Handler
from shared_schema.settings import SettingsOpen, SettingsOpenResult

from .server import SettingsServer


def settings_handlers(server: SettingsServer) -> dict[str, Handler]:
    """Handlers of all `settings.*` methods."""

    async def open_pages(client: Client, request: SettingsOpen) -> SettingsOpenResult:
        return SettingsOpenResult(address=await server.entrance())

    return {"settings.open": open_pages}
