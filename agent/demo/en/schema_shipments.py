"""The shipment types that the stand-in speaks (poczta-polska-en.md, section 5).

Names of the types are the service's where they travel in `xsi:type`. Not spoken: the other types abroad, the old courier,
several parcels in one shipment, return documents of other types than Pocztex.
"""

from agent.demo.en.schema import ComplexType, complex_type

_ADDRESS = (
    "nazwa? nazwa2? ulica? numerDomu? numerLokalu? miejscowosc? kodPocztowy? kraj? telefon? email? mobile?"
    " osobaKontaktowa?:string nip?:string"
)
_CONFIRMED = "posteRestante?:boolean iloscPotwierdzenOdbioru?"
_LETTER = f"{_CONFIRMED} zasadySpecjalne? kategoria! masa? numerPrzesylkiKlienta?:string"
_REGISTERED, _UNREGISTERED = "przesylkaRejestrowanaType", "przesylkaNieRejestrowanaType"
_POCZTEX = "pocztex2021Type"


SHIPMENT_TYPES: dict[str, ComplexType] = {
    "przesylkaType": complex_type(
        "mpk?:string",
        "guid! pakietGuid?:guidType opakowanieGuid?:guidType opis? planowanaDataNadania?:date",
        abstract=True,
    ),
    _REGISTERED: complex_type(
        "adres? nadawca?:adresType relatedToAllegro?",
        "numerNadania? sygnatura? terminSprawy?:string rodzaj? weryfikacjaPlatnosci?:boolean",
        base="przesylkaType",
        abstract=True,
    ),
    _UNREGISTERED: complex_type(attributes="ilosc?", base="przesylkaType", abstract=True),
    _POCZTEX: complex_type(
        "pobranie? potwierdzenieDoreczenia?:potwierdzenieEDoreczeniaType potwierdzenieOdbioru? ubezpieczenie? masa? wartosc?"
        " ostroznie?:boolean ponadgabaryt?:boolean format?:formatPocztex2021Type numerPrzesylkiKlienta? zwrotDokumentow?"
        " idDokumentyZwrotneAdresy?:int epo?:EPOType adresDlaZwrotu?:adresType odbiorWSobote?:boolean zasadySpecjalne?"
        " zawartosc? sprawdzenieZawartosciPrzesylkiPrzezOdbiorce?:boolean uiszczaOplate? doreczenieDoRakWlasnych?:boolean",
        base=_REGISTERED,
        abstract=True,
    ),
    "pocztex2021KurierType": complex_type(
        "punktOdbioru?:placowkaPocztowaType punktNadania?:placowkaPocztowaType kopertaPocztex?:boolean godzinaDoreczenia?"
        " doreczenieWeWskazanymDniu?:date shipmentChannel? labelExpirationDate?:date",
        base=_POCZTEX,
    ),
    "pocztex2021NaDzisType": complex_type("odleglosc?:int obszar?", base=_POCZTEX),
    "przesylkaPoleconaKrajowaType": complex_type(
        "epo?:EPOType potwierdzenieDoreczenia? idLibraryForLegalDeposit?:bibliotekaType",
        f"{_LETTER} gabaryt? format? egzemplarzBiblioteczny?:boolean dlaOciemnialych?:boolean obszarMiasto?:boolean"
        " miejscowa?:boolean",
        base=_REGISTERED,
    ),
    "przesylkaFirmowaPoleconaType": complex_type(
        "epo?:EPOType",
        f"{_CONFIRMED} zasadySpecjalne? masa? miejscowa?:boolean obszarMiasto?:boolean kategoria? gabaryt!"
        " numerPrzesylkiKlienta?:string",
        base=_REGISTERED,
    ),
    "listWartosciowyKrajowyType": complex_type(
        "idLibraryForLegalDeposit?:bibliotekaType",
        f"{_CONFIRMED} wartosc? kategoria? format? masa? numerWewnetrznyPrzesylki?:string egzemplarzBiblioteczny?:boolean"
        " dlaOciemnialych?:boolean",
        base=_REGISTERED,
    ),
    "paczkaPocztowaType": complex_type(
        "epo?:EPOType ubezpieczenie? idLibraryForLegalDeposit?:bibliotekaType",
        f"{_LETTER} gabaryt! wartosc? egzemplarzBiblioteczny?:boolean dlaOciemnialych?:boolean",
        base=_REGISTERED,
    ),
    "przesylkaPobraniowaType": complex_type(
        "pobranie?",
        f"{_CONFIRMED} kategoria! gabaryt! ostroznie?:boolean wartosc! masa?",
        base=_REGISTERED,
    ),
    "uslugaPaczkowaType": complex_type(
        "pobranie? potwierdzenieDoreczenia? urzadWydaniaEPrzesylki?:placowkaPocztowaType ubezpieczenie? epo?:EPOType"
        " adresDlaZwrotu?:adresType",
        "zasadySpecjalne? masa? wartosc? ponadgabaryt?:boolean zawartosc?:string"
        " sprawdzenieZawartosciPrzesylkiPrzezOdbiorce?:boolean ostroznie?:boolean uiszczaOplate? termin?:terminPaczkowaType"
        " opakowanie? numerPrzesylkiKlienta?:string gabaryt?",
        base=_REGISTERED,
    ),
    "przesylkaBiznesowaType": complex_type(
        "pobranie? urzadWydaniaEPrzesylki?:placowkaPocztowaType ubezpieczenie? epo?:EPOType adresDlaZwrotu?:adresType"
        " sprawdzenieZawartosciPrzesylkiPrzezOdbiorce?:boolean",
        "zasadySpecjalne? masa? gabaryt?:gabarytBiznesowaType niestandardowa?:boolean wartosc? ostroznie?:boolean"
        " numerPrzesylkiKlienta?:string",
        base=_REGISTERED,
    ),
    "paczkaZagranicznaType": complex_type(
        "zwrot? deklaracjaCelna2? sposobNadaniaInterconnect?:string",
        "posteRestante?:boolean masa? wartosc? kategoria? iloscPotwierdzenOdbioru? utrudnionaManipulacja?:boolean"
        " ekspres?:boolean numerReferencyjnyCelny?:string numerPrzesylkiKlienta?:string",
        base=_REGISTERED,
    ),
    "przesylkaPoleconaZagranicznaType": complex_type(
        "deklaracjaCelna2? zawartosc?:string",
        "posteRestante?:boolean masa? iloscPotwierdzenOdbioru? numerPrzesylkiKlienta?:string",
        base=_REGISTERED,
    ),
    "przesylkaNierejestrowanaZNumeremType": complex_type(
        attributes="posteRestante?:boolean miejscowa?:boolean masa? obszarMiasto?:boolean kategoria? gabaryt? serwis?",
        base=_REGISTERED,
    ),
    "przesylkaNierejestrowanaKrajowaType": complex_type(
        "idLibraryForLegalDeposit?:bibliotekaType",
        "kategoria? format? masa? egzemplarzBiblioteczny?:boolean",
        base=_UNREGISTERED,
    ),
    "listZwyklyType": complex_type(
        "idLibraryForLegalDeposit?:bibliotekaType",
        "posteRestante?:boolean kategoria? gabaryt? masa? egzemplarzBiblioteczny?:boolean dlaOciemnialych?:boolean"
        " obszarMiasto?:boolean miejscowa?:boolean",
        base=_UNREGISTERED,
    ),
    "listBiznesowyType": complex_type(attributes="masa?", base=_UNREGISTERED),
    # What stands inside a shipment
    "adresType": complex_type(attributes=_ADDRESS),
    "relatedToAllegroType": complex_type(attributes="id?:idAllegroType sellerId? channel? deliveryMethod?"),
    "pobranieType": complex_type(
        attributes="sposobPobrania? kwotaPobrania? nrb? tytulem? sprawdzenieZawartosciPrzesylkiPrzezOdbiorce?:boolean"
    ),
    "zwrotType": complex_type(attributes="zwrotPoLiczbieDni?:int traktowacJakPorzucona?:boolean sposobZwrotu?"),
    "deklaracjaCelna2Type": complex_type(
        "rodzaj:rodzajDeklaracjiType zawartoscPrzesylki:rodzajZawartosciType dokumentyTowarzyszace{0-5} wyjasnienie?:string"
        " oplatyPocztowe?:string uwagi?:string numerReferencyjnyImportera?:string numerTelefonuImportera?:string"
        " walutaKodISO:string szczegolyZawartosciPrzesylki{1-5}:szczegolyZawartosciType numerReferencyjnyCelny?:string"
    ),
    "dokumentyTowarzyszaceType": complex_type("rodzaj:rodzajDokumentuType numer:string"),
    "szczegolyZawartosciType": complex_type(
        "okreslenieZawartosci:string ilosc:int masaNetto?:int wartosc:float numerTaryfyHs?:string krajPochodzeniaKodAlfa2?:string"
    ),
    "ubezpieczenieType": complex_type(attributes="rodzaj!:rodzajUbezpieczeniaType kwota!:decimal akceptacjaOWU?:boolean"),
    "zawartoscType": complex_type("zawartoscSpecjalna|zawartoscInna:string"),
    "potwierdzenieEDoreczeniaType": complex_type("sposob:sposobPowiadomieniaType kontakt"),
    "potwierdzenieDoreczeniaType": complex_type(attributes="sposob?:sposobDoreczeniaPotwierdzeniaType kontakt?:string"),
    "potwierdzenieOdbioruType": complex_type("ilosc:od1do9Type sposobPotwierdzeniaOdbioru:potwierdzeniePocztexType"),
    "EPOType": complex_type(abstract=True),
    "EPOSimpleType": complex_type(base="EPOType"),
    "EPOExtendedType": complex_type(attributes="zasadySpecjalne?", base="EPOType"),
    "placowkaPocztowaType": complex_type(
        "opis?:string typ?:typPlacowkiType rodzajPlatnosci* funkcja? maksymalnaKwotaPobrania?:int",
        "id!:int prefixNazwy?:string nazwa?:string wojewodztwo?:string powiat?:string miejsce?:string kodPocztowy?:pnaType"
        " miejscowosc?:miejscowoscPlacowkiType ulica?:string numerDomu?:string numerLokalu?:string nazwaWydruk?:string"
        " punktWydaniaEPrzesylki?:boolean powiadomienieSMS?:boolean punktWydaniaPrzesylkiBiznesowejPlus?:boolean"
        " punktWydaniaPrzesylkiBiznesowej?:boolean siecPlacowek?:string idZPO?:string",
    ),
    "profilType": complex_type(attributes="idProfil?:int nazwaSkrocona?:string fax?:string mpk?:string", base="adresType"),
}

REGISTERED_TYPES = frozenset(
    name for name, each in SHIPMENT_TYPES.items() if not each.abstract and each.base in (_REGISTERED, _POCZTEX)
)
"""The types that get a numerNadania."""
