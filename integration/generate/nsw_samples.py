#!/usr/bin/env python3
"""Writes a sample envelope for every message of the single-window catalogue from the field trees.

    nsw_samples.py --published FIELDS --designed FIELDS --catalogue schemas/nsw [--procedure CODE ...]

Each is the message as its sender would write it, unsigned: header in the written order, content with every field that has
a natural value. Values are invented; goods are frozen pork, fresh apples or steel bars by procedure. Reads each
procedure.yaml for the senders.
"""

import argparse
import pathlib
import re
import uuid
import xml.sax.saxutils as sax

import nsw_schemas

# First match by field name wins. `{}` becomes the goods of the procedure.
VALUES = [
    (r"NSWFileCode", None),
    (r"CustomsDecNo", "107767905230"),
    (r"BillofLading|BillOfLadingNo", "OOLU2633145670"),
    (r"TaxCode|ImporterTaxCode", "0101234567"),
    (r"ContractNo", "HD-2026/118"),
    (r"InvoiceNo|InvoiceNumber", "INV-2026-4471"),
    (r"PackingListNo", "PL-2026-4471"),
    (r"RegistrationComfirmNo|RegistrationConfirmNo|RegistrationNo", "DK-2026-000118"),
    (r"ConformityCertificateNo", "HQ-2026-0091"),
    (r"(Health)?CertificateNo(Vni)?|(FreeInspection)?DispatchNo|QuanlityCerNo|ResultNo|QuarantineNo", "26/000118/KD"),
    (r"CodeOfGoods|HSCode|ProductHSCode", "{hs}"),
    (r"ParentGoodsCode|TypeGoodsCode|UseGoodsCode", "1"),
    (r"NameSicenceOfGoods|ProductScienceName", "{science}"),
    (r"NameOfGoods|ProductBusinessName|ProductName|GoodsName", "{goods}"),
    (r"NameOfRegistration|BuyerName|Buyer|ImporterName|Importer|Payer|Receiver|NameOfImporter|Organization", "Công ty TNHH Thực phẩm Sông Hồng"),
    (r"SellerName|Seller|ExporterName|NameOfExporter|ExportContactPerson|CompanyName|ExporterNameVni", "{exporter}"),
    (r"Manufacture|ManufactureName|Manufacturer|NameOfProduce", "{exporter}"),
    (r"(Buyer|Importer|Receiver|Contact)?Address(OfRegistration|OfImporter)?|ImporterAddress|ReceiverAddress", "Số 12 phố Trần Hưng Đạo, Hoàn Kiếm, Hà Nội"),
    (r"Seller\w*Address|AddressOfExporter|AddressOfProduce|ManufactureAddress|CompanyAddress", "4 Harbour Road, {port}"),
    (r"SellerStateCode|OriginationCode|OriginCountryCode|NationalityTransportCode|ExporterCountryCode|ExportCountryCode", "{origin}"),
    (r"SellerStateName|OriginationName|OriginCountryName|NationalityTransportName|ExportCountryName|OriginationExport", "{country}"),
    (r"ImportCountryCode", "VN"),
    (r"ImportCountryName", "Việt Nam"),
    (r"\w*(Email)\w*", "kiemdich@songhong.example"),
    (r"\w*(Phone|Tel|Fax)\w*", "02439330000"),
    (r"\w*PortOfDepartureName|ExportPortOfDestinationName", "{port}"),
    (r"ExportPortOfDestinationCode", "{portcode}"),
    (r"(Import)?PortOfDestinationCode", "VNHPH"),
    (r"\w*PortOfDestination\w*", "Cảng Hải Phòng"),
    (r"\w*(Quantity|Volumn)\w*UnitCode|PackageUnitCode|UnitCode|AnimalUnitCode", "PCE"),
    (r"\w*(Quantity|Volumn)\w*UnitName|PackageUnitName", "Cái/kiện"),
    (r"\w*Weight\w*(Unit|UnitCode)$", "KGM"),
    (r"\w*Weight\w*Name$", "Kilogram"),
    (r"TotalGrossWeightByChar|TotalQuantity\w*(ByChar|ByText)", "Hai mươi lăm nghìn hai trăm kilogram"),
    (r"\w*GrossWeight", "25200"),
    (r"\w*NetWeight", "24000"),
    (r"TotalFee|TotalFeeText", "1500000"),
    (r"AmountInWords|TotalFeeChar", "Một triệu năm trăm nghìn đồng"),
    (r"TotalQuantity\w*", "1200"),
    (r"\w*Quantity\w*|QuantityOrVolumn", "1200"),
    (r"Sequence|Sort|AttachmentId|FileCode|FileId|ID|Id", "1"),
    (r"AttachmentTypeName|NameOfAttachment|AttachmentName|AttachFile", "Hợp đồng"),
    (r"FileName|FullFileName", "hop-dong.pdf"),
    (r"LinkFile", "https://files.example/7f1c/hop-dong.pdf"),
    (r"FileByte|FileBytes", "JVBERi0xLjQK"),
    (r"SHA256", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
    (r"Quarantine\w*Code|Monitor\w*Code|DepartmentCode|AssignCode|NotifyDepartmentCode|BodyCode|ConformityBodyCode", "{unit}"),
    (r"Quarantine\w*Name|Monitor\w*Name|Department\w*|AssignName|NotifyDepartmentName|BodyName|ConformityBodyName|UnitOfTesting", "{office}"),
    (r"CreaterName|OfficerName|Sign\w*Name\w*|ResponseUser|ContactPerson|ImportContactPerson", "Nguyễn Văn An"),
    (r"Sign\w*Position|SignTitle", "Giám đốc"),
    (r"Sign\w*(Address|Place)\w*", "Hà Nội"),
    (r"\w*Location\w*", "Kho lạnh Đình Vũ, Hải Phòng"),
    (r"TransportType", "Đường biển"),
    (r"Reason|Deescription|Description|\w*Content|Note|\w*Reason", "{reason}"),
    (r"Conclusion", "DAT"),
    (r"ConclusionText", "Lô hàng đáp ứng yêu cầu chất lượng"),
    (r"Result", "1"),
    (r"TechnicalRegulation|Standard", "QCVN 7:2019/BKHCN"),
    (r"TechnicalFeatures|DescriptionOfGoods", "{goods}, theo hợp đồng"),
    (r"TimeOfSamplingConfirm", "08:30"),
    (r"CertificateQuantity", "2"),
    (r"NoExpireDate", "0"),
    (r"DateIssue|Date", "20/11/2026"),
    (r"ApplicationNo", "118/2026/CV"),
    (r"ExporterCode", "{origin}"),
    (r"Purposes?(Use|Vni)?|Uses|MealPurpose", "Kinh doanh"),
    (r"Package|WayOfPackinglist|Packings|PackageType(Vni)?", "Thùng các tông"),
]
GOODS = {
    "0600012": dict(
        hs="02032900", science="Sus scrofa domesticus", goods="Thịt lợn đông lạnh, không xương",
        exporter="Danish Meat Export A/S", origin="DK", country="Đan Mạch", port="Copenhagen", portcode="DKCPH",
        unit="KV1", office="Chi cục Kiểm dịch động vật vùng I", reason="Hồ sơ theo quy định"),
    "0300004": dict(
        hs="08081000", science="Malus domestica", goods="Táo tươi", exporter="Cascade Fruit Growers Inc", origin="US",
        country="Hoa Kỳ", port="Seattle", portcode="USSEA", unit="KDTV1", office="Chi cục Kiểm dịch thực vật vùng I",
        reason="Hồ sơ theo quy định"),
    "0100001": dict(
        hs="72142041", science="", goods="Thép cốt bê tông vằn D16", exporter="Hanbit Steel Co Ltd", origin="KR",
        country="Hàn Quốc", port="Busan", portcode="KRPUS", unit="TDC",
        office="Ủy ban Tiêu chuẩn Đo lường Chất lượng Quốc gia", reason="Hồ sơ theo quy định"),
    "0600010": dict(
        hs="03031300", science="Salmo salar", goods="Cá hồi Đại Tây Dương đông lạnh", exporter="Nordfjord Seafood AS",
        origin="NO", country="Na Uy", port="Bergen", portcode="NOBGO", unit="KV2",
        office="Chi cục Kiểm dịch động vật vùng II", reason="Hồ sơ theo quy định"),
    "0300002": dict(
        hs="08109010", science="Dimocarpus longan", goods="Nhãn tươi", exporter="Hưng Yên Fruit Co., Ltd", origin="VN",
        country="Việt Nam", port="Cát Lái", portcode="VNCLI", unit="KDTV2", office="Chi cục Kiểm dịch thực vật vùng II",
        reason="Hồ sơ theo quy định"),
    "0200002": dict(
        hs="23099019", science="", goods="Thức ăn hỗn hợp cho tôm", exporter="Siam Aqua Feed PCL", origin="TH",
        country="Thái Lan", port="Laem Chabang", portcode="THLCH", unit="CN", office="Cục Chăn nuôi và Thú y",
        reason="Hồ sơ theo quy định"),
    "0300003": dict(
        hs="38089210", science="", goods="Thuốc trừ bệnh Azoxystrobin 250SC", exporter="Rheinland Agro GmbH",
        origin="DE", country="Đức", port="Hamburg", portcode="DEHAM", unit="BVTV", office="Cục Trồng trọt và Bảo vệ thực vật",
        reason="Hồ sơ theo quy định"),
    "0500003": dict(
        hs="12099190", science="Solanum lycopersicum", goods="Hạt giống cà chua", exporter="Oranje Seeds BV", origin="NL",
        country="Hà Lan", port="Rotterdam", portcode="NLRTM", unit="TT", office="Cục Trồng trọt và Bảo vệ thực vật",
        reason="Hồ sơ theo quy định"),
}
GOODS["0600009"] = GOODS["0600010"]
GOODS["0200003"] = GOODS["0200002"]
GOODS["0500004"] = GOODS["0500003"]
# Fields for the last day of something.
UNTIL = r"E(ffective|xpire)\w*Date\w*|ValidToDate|HealthCertificateEndDate|DealineImport|DispatchExpires|TimeOfImportation"
TRADER = ("Công ty TNHH Thực phẩm Sông Hồng", "0101234567", "VN", "DN", "DN", "DN")
GATEWAY = ("NSW", "NSW", "VN", "BTC", "TCHQ", "NSW")
MINISTRY = {"BNN": ("BNN", "BNN", "VN", "BNN", "BNN", "CTY"), "BKH": ("BKHCN", "BKHCN", "VN", "BKHCN", "BKHCN", "TDC")}
PARTY = ("name", "identity", "countryCode", "ministryCode", "organizationCode", "unitCode")


class Values:
    """Values for the fields of one procedure's messages."""

    def __init__(self, code, dossier):
        self.goods = GOODS.get(code[-7:], GOODS["0600012"])
        self.dossier = dossier

    def of(self, node, types):
        name, value = node.name, node.value
        if "pat=dt" in value:
            return "2027-01-20 00:00:00" if re.fullmatch(UNTIL, name) else "2026-11-20 08:30:00"
        choices = re.findall(r"enumeration=(\S+)", value)
        width = re.search(r"\((\d+)\)", value)
        text = next((v for rule, v in VALUES if re.fullmatch(rule, name)), "")
        text = self.dossier if text is None else text.format(**self.goods)
        base = re.match(r"(?:xsd:)?(\w+)", value)[1]
        if choices:
            return text if text in choices else choices[0]
        if base in ("short", "long", "int", "decimal"):
            return self.number(text, value)
        if base == "string" and width and len(text) > int(width[1]):
            text = text[: int(width[1])].strip()
        if not text and (base != "string" or not node.optional):
            text = "Theo hồ sơ"
        return text[: int(width[1])].strip() if width else text

    @staticmethod
    def number(text, value):
        most = re.search(r"max(In|Ex)clusive=(\d+)", value)
        least = re.search(r"minInclusive=(\d+)", value)
        digits = re.search(r"totalDigits=(\d+)", value)
        number = int(text) if text.isdigit() else 1
        if most and number > int(most[2]) - (most[1] == "Ex"):
            number = 1
        if digits and len(str(number)) > int(digits[1]):
            number = 1
        return str(max(number, int(least[1]) if least else 0))


def render(node, values, section, contents, level):
    pad = "  " * level
    if node.same_as:
        node = nsw_schemas.nsw_trees.Node(node.name, children=contents[node.same_as].children)
    if node.value in section.types:
        node = nsw_schemas.nsw_trees.Node(node.name, children=section.types[node.value].children)
    if node.value is None:
        inner = [line for child in node.children for line in render(child, values, section, contents, level + 1)]
        return [f"{pad}<{node.name}>", *inner, f"{pad}</{node.name}>"]
    text = values.of(node, section.types)
    if not text and node.optional:
        return []
    return [f"{pad}<{node.name}>{sax.escape(text)}</{node.name}>"]


def party(name, values):
    inner = "".join(f"<{field}>{sax.escape(value)}</{field}>" for field, value in zip(PARTY, values))
    return f"    <{name}>{inner}</{name}>"


def senders(path):
    """The senders of a procedure's messages, read from the lines of its procedure.yaml."""
    text = path.read_text(encoding="utf-8")
    found = re.findall(r"- code: (\d\d)/(\d\d)\n\s+sender: (\w+)", text)
    found += re.findall(r"- \{code: (\d\d)/(\d\d), sender: (\w+)", text)
    numbering = re.search(r"prefix: (\w+), yearDigits: (\d), sequenceDigits: (\d)", text)
    dossier = numbering[1] + "2026"[4 - int(numbering[2]):] * bool(int(numbering[2])) + "118".zfill(int(numbering[3]))
    without_year = "previousYear: absent" in text
    return {(kind, function): sender for kind, function, sender in found}, dossier, without_year


def envelope(code, kind, function, sender, dossier, without_year, content):
    from_applicant = sender == "applicant"
    ministry = MINISTRY[code[:3]]
    reference = "GRANT118" if from_applicant and (kind, function) == ("10", "01") else dossier
    subject = [("documentType", code), ("type", kind), ("function", function), ("reference", reference),
               ("documentYear", "2026"), ("preReference", reference if from_applicant else "GRANT118")]
    if not without_year:
        subject.append(("preDocumentYear", "2026"))
    subject.append(("sendDate", "2026-11-20 08:30:00"))
    message_id = uuid.uuid5(uuid.NAMESPACE_URL, f"urn:nsw-sample:{code}:{kind}:{function}")
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>', "<Envelope>", "  <Header>",
        f"    <Reference><version>01</version><messageId>{message_id}</messageId></Reference>",
        party("From", TRADER if from_applicant else ministry), party("To", GATEWAY), "    <Subject>",
        *[f"      <{name}>{sax.escape(value)}</{name}>" for name, value in subject],
        "    </Subject>", "  </Header>", "  <Body>", "    <Content>", *content, "    </Content>",
        "    <Signature></Signature>", "  </Body>", "  <SystemSignature></SystemSignature>", "</Envelope>", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--published", required=True)
    parser.add_argument("--designed", required=True)
    parser.add_argument("--catalogue", required=True, type=pathlib.Path)
    parser.add_argument("--procedure", action="append")
    arguments = parser.parse_args()
    groups, contents = nsw_schemas.gather(arguments.published, arguments.designed)
    for root, section, codes in groups.values():
        for code, kind, function in codes:
            folder = arguments.catalogue / nsw_schemas.folder(code)
            if arguments.procedure and code not in arguments.procedure or not folder.exists():
                continue
            known, dossier, without_year = senders(folder / "procedure.yaml")
            if (kind, function) not in known:
                raise SystemExit(f"{folder}/procedure.yaml says nothing of {kind}/{function}")
            content = render(root, Values(code, dossier), section, contents, 3)
            (folder / "samples").mkdir(exist_ok=True)
            (folder / "samples" / f"{kind}-{function}.xml").write_text(
                envelope(code, kind, function, known[kind, function], dossier, without_year, content),
                encoding="utf-8")


if __name__ == "__main__":
    main()
