"""Allegro accounts as they are kept: what stands in the file, what in the key store, and in which order the two are written."""

from collections.abc import Mapping
from dataclasses import dataclass

from tomlkit import TOMLDocument

from agent.allegro.oauth import DeviceCode
from agent.allegro.sign_in import SignIn
from agent.allegro.tokens import CLIENT_SECRET, TokenPair, TokenStore, tokens_of
from agent.config.edit import keep_allegro_account, remove_allegro_account, set_section
from agent.config.file import ConfigFile
from agent.config.model import Config
from agent.shipping.model.shipment import Seller
from agent.vault import Vault


@dataclass(frozen=True, slots=True)
class Connected:
    """Whose account was connected, and whether it was one of the seller's before."""

    seller: Seller
    again: bool


class Application:
    """The seller's own application as entered: `values` of `[allegro]`, None for what is not given, and its secret."""

    def __init__(self, values: Mapping[str, str | None], secret: str) -> None:
        self._values = values
        self.secret = secret

    async def connected(self, file: ConfigFile, vault: Vault, sign_in: SignIn, device: DeviceCode) -> Connected:
        """Waits for the yes of whoever is signed in at Allegro; only then the application and the account are kept.

        Of everything that fails after the yes, nothing stays, but for new tokens of an account that was there before.
        Raises what `SignIn.finish` raises, VaultError, ConfigError, HomeUnusable.
        """
        known = {each.id for each in file.read().allegro.accounts}
        seller = await sign_in.finish(device)
        again = seller.id in known
        before = await vault.get(CLIENT_SECRET)
        try:
            await vault.set(CLIENT_SECRET, self.secret)  # first: a running agent follows the file
            with file.edit() as document:
                self.write(document)
                keep_allegro_account(document, seller.id, seller.login[:100] or seller.id)
        except BaseException:
            await (vault.delete(CLIENT_SECRET) if before is None else vault.set(CLIENT_SECRET, before))
            if not again:
                await vault.delete(tokens_of(seller.id))
            raise
        return Connected(seller, again)

    def write(self, document: TOMLDocument) -> None:
        """Into the configuration, without the secret."""
        set_section(document, "allegro", self._values)


async def usable_tokens(config: Config, vault: Vault, seller_id: str) -> TokenPair | None:
    """The account's stored tokens, unless there are none that the configured application could use. Raises AllegroError."""
    pair = await TokenStore(vault, seller_id).load()
    settings = config.allegro.complete()
    return pair if pair is not None and settings is not None and pair.belongs_to(settings.client_id) else None


async def disconnect(file: ConfigFile, vault: Vault, seller_id: str) -> None:
    """Takes the account out of the file, then its tokens out of the key store. The link at Allegro only the seller can remove."""
    with file.edit() as document:
        remove_allegro_account(document, seller_id)
    await vault.delete(tokens_of(seller_id))
