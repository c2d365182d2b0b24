"""XML signatures by Python signxml: sign MESSAGE FOLDER, or verify FILE CERTIFICATE."""

import pathlib
import sys

from lxml import etree
from signxml import CanonicalizationMethod, DigestAlgorithm, SignatureConfiguration, SignatureMethod
from signxml import XMLSigner, XMLVerifier, methods

KEYS = {
    "rsa2048": [SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA512, SignatureMethod.SHA256_RSA_MGF1],
    "p256": [SignatureMethod.ECDSA_SHA256],
    "p384": [SignatureMethod.ECDSA_SHA384],
}
FORMS = [
    CanonicalizationMethod.CANONICAL_XML_1_0,
    CanonicalizationMethod.CANONICAL_XML_1_1,
    CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    CanonicalizationMethod.CANONICAL_XML_1_1_WITH_COMMENTS,
]


def sign(message, folder):
    for key, algorithms in KEYS.items():
        private = (folder / f"{key}.key").read_bytes()
        certificate = (folder / f"{key}.crt").read_text()
        for algorithm in algorithms:
            for form in FORMS:
                for uri in [None, "data"]:
                    root = etree.parse(str(message)).getroot()
                    signer = XMLSigner(
                        method=methods.enveloped, signature_algorithm=algorithm,
                        digest_algorithm=DigestAlgorithm.SHA384, c14n_algorithm=form)
                    signed = signer.sign(root, key=private, cert=certificate, reference_uri=uri)
                    name = f"theirs-signxml-{key}-{algorithm.name}-{form.name}-{uri or 'all'}.xml".lower()
                    (folder / name).write_bytes(etree.tostring(signed, xml_declaration=True, encoding="UTF-8"))


def verify(file, certificate):
    expected = SignatureConfiguration(
        signature_methods=frozenset(method for methods_ in KEYS.values() for method in methods_),
        expect_references=True)
    results = XMLVerifier().verify(
        pathlib.Path(file).read_bytes(), x509_cert=pathlib.Path(certificate).read_text(), expect_config=expected)
    results = results if isinstance(results, list) else [results]
    assert results and all(len(result.signed_data) > 0 for result in results)


if sys.argv[1] == "sign":
    sign(pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]))
else:
    verify(sys.argv[2], sys.argv[3])
