import java.io.File;
import java.io.FileInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.DigestMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.SignatureMethod;
import javax.xml.crypto.dsig.SignedInfo;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLObject;
import javax.xml.crypto.dsig.XMLSignature;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import javax.xml.crypto.dsig.keyinfo.KeyInfo;
import javax.xml.crypto.dsig.keyinfo.KeyInfoFactory;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.ExcC14NParameterSpec;
import javax.xml.crypto.dsig.spec.RSAPSSParameterSpec;
import javax.xml.crypto.dsig.spec.SignatureMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** XML signatures by the JDK: {@code sign MESSAGE FOLDER}, or {@code verify FILE CERTIFICATE}. */
final class JdkSignatures {
    private static final XMLSignatureFactory FACTORY = XMLSignatureFactory.getInstance("DOM");
    private static final String[] FORMS = {
        CanonicalizationMethod.INCLUSIVE, CanonicalizationMethod.EXCLUSIVE,
        CanonicalizationMethod.INCLUSIVE_WITH_COMMENTS, "http://www.w3.org/2006/12/xml-c14n11",
    };

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("verify")) {
            verify(arguments[1], arguments[2]);
            return;
        }
        Path folder = Path.of(arguments[2]);
        sign(arguments[1], folder, "rsa2048", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256", null);
        sign(arguments[1], folder, "rsa2048", "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384", null);
        sign(arguments[1], folder, "rsa2048", "http://www.w3.org/2007/05/xmldsig-more#rsa-pss",
            new RSAPSSParameterSpec(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1)));
        sign(arguments[1], folder, "rsa2048", "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1", null);
        sign(arguments[1], folder, "p256", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256", null);
        sign(arguments[1], folder, "p384", "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384", null);
    }

    private static Document parse(String file) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Document document = factory.newDocumentBuilder().parse(new File(file));
        identify(document.getDocumentElement());
        return document;
    }

    private static void identify(Element element) {
        if (element.hasAttribute("Id")) element.setIdAttribute("Id", true);
        NodeList children = element.getChildNodes();
        for (int index = 0; index < children.getLength(); index++) {
            if (children.item(index) instanceof Element child) identify(child);
        }
    }

    private static void sign(
        String message, Path folder, String key, String algorithm, SignatureMethodParameterSpec parameters
    ) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (FileInputStream input = new FileInputStream(folder.resolve(key + ".p12").toFile())) {
            store.load(input, "secret".toCharArray());
        }
        PrivateKey secret = (PrivateKey) store.getKey("key", "secret".toCharArray());
        X509Certificate certificate = (X509Certificate) store.getCertificate("key");
        KeyInfoFactory keys = FACTORY.getKeyInfoFactory();
        // A key value, a name and an issuer beside the certificate, as many signers write them.
        KeyInfo info = keys.newKeyInfo(List.of(
            keys.newKeyName("signer"), keys.newKeyValue(certificate.getPublicKey()),
            keys.newX509Data(List.of(
                certificate.getSubjectX500Principal().getName(),
                keys.newX509IssuerSerial(
                    certificate.getIssuerX500Principal().getName(), certificate.getSerialNumber()),
                certificate))));
        for (int form = 0; form < FORMS.length; form++) {
            for (String uri : new String[] {"", "#data", "object"}) {
                Document document = parse(message);
                Element root = document.getDocumentElement();
                List<Transform> transforms = new ArrayList<>();
                List<XMLObject> objects = new ArrayList<>();
                List<Reference> references = new ArrayList<>();
                C14NMethodParameterSpec prefixes = FORMS[form].equals(CanonicalizationMethod.EXCLUSIVE)
                    ? new ExcC14NParameterSpec(List.of("x")) : null;
                if (!uri.equals("#data")) {
                    transforms.add(FACTORY.newTransform(Transform.ENVELOPED, (TransformParameterSpec) null));
                }
                transforms.add(FACTORY.newTransform(FORMS[form], prefixes));
                DigestMethod digest = FACTORY.newDigestMethod(DigestMethod.SHA512, null);
                references.add(FACTORY.newReference(uri.equals("object") ? "" : uri, digest, transforms, null, null));
                if (uri.equals("object")) {
                    // The signing time in an object of the signature, as Vietnamese tools write it.
                    Element time = document.createElementNS("urn:time", "SigningTime");
                    time.setAttributeNS("http://www.w3.org/2000/xmlns/", "xmlns", "urn:time");
                    time.setTextContent("2026-01-01T07:00:00");
                    objects.add(FACTORY.newXMLObject(
                        List.of(new javax.xml.crypto.dom.DOMStructure(time)), "SigningTime", null, null));
                    references.add(FACTORY.newReference("#SigningTime", digest));
                }
                SignedInfo signedInfo = FACTORY.newSignedInfo(
                    FACTORY.newCanonicalizationMethod(FORMS[form], prefixes),
                    FACTORY.newSignatureMethod(algorithm, parameters), references);
                Node place = uri.equals("#data") ? root.getLastChild() : null;
                DOMSignContext context = place == null
                    ? new DOMSignContext(secret, root) : new DOMSignContext(secret, root, place);
                FACTORY.newXMLSignature(signedInfo, info, objects, "Signature", null).sign(context);
                String name = "theirs-jdk-" + key + "-" + algorithm.replaceAll(".*#", "") + "-" + form + "-"
                    + (uri.isEmpty() ? "all" : uri.replace("#", "")) + ".xml";
                try (var output = Files.newOutputStream(folder.resolve(name))) {
                    TransformerFactory.newInstance().newTransformer()
                        .transform(new DOMSource(document), new StreamResult(output));
                }
            }
        }
    }

    private static void verify(String file, String certificate) throws Exception {
        Document document = parse(file);
        Node signature = document.getElementsByTagNameNS(XMLSignature.XMLNS, "Signature").item(0);
        X509Certificate signer;
        try (FileInputStream input = new FileInputStream(certificate)) {
            signer = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(input);
        }
        DOMValidateContext context = new DOMValidateContext(signer.getPublicKey(), signature);
        boolean valid = FACTORY.unmarshalXMLSignature(context).validate(context);
        if (!valid) System.exit(1);
    }
}
