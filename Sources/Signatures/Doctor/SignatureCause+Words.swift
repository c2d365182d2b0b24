import SingleWindow

extension SignatureCause.Kind {
    /// What happened, and what to do, in both languages.
    var words: (text: Text, hint: Text) {
        switch self {
        case .prettyPrinted:
            (
                Text(
                    vi: "Khoảng trắng giữa các phần tử đã được thêm vào sau khi ký.",
                    en: "White space between elements was added after signing."),
                Text(
                    vi: "Gửi đúng các byte đã ký, không định dạng lại (pretty-print) XML sau khi ký.",
                    en: "Send the bytes that were signed; do not pretty-print XML after signing.")
            )
        case .whiteSpaceRemoved:
            (
                Text(
                    vi: "Nội dung được ký ở dạng có thụt dòng, sau đó khoảng trắng giữa các phần tử đã bị bỏ.",
                    en: "The content was signed with indentation, and white space between elements was taken out since."
                ),
                Text(
                    vi: "Giữ nguyên khoảng trắng khi đọc và ghi lại XML (PreserveWhitespace).",
                    en: "Preserve white space when reading and writing XML (PreserveWhitespace).")
            )
        case .lineEnds:
            (
                Text(
                    vi: "Dấu xuống dòng đã bị thay đổi sau khi ký.", en: "Line ends were changed after signing."),
                Text(
                    vi: "Ký trên tài liệu đã đọc bằng bộ phân tích XML (dấu xuống dòng là LF), và gửi ở dạng nhị phân.",
                    en: "Sign what an XML parser reads (line ends are LF), and transfer it as binary.")
            )
        case .trailingLineEnd:
            (
                Text(
                    vi: "Dấu xuống dòng ở cuối nội dung đã được thêm vào hoặc bỏ đi.",
                    en: "A line end at the end of the content was added or taken away."),
                Text(vi: "Ký và gửi cùng một dãy byte.", en: "Sign and send the same bytes.")
            )
        case .byteOrderMark:
            (
                Text(
                    vi: "Người ký đã tính giá trị băm kèm dấu thứ tự byte (BOM).",
                    en: "The signer digested a byte order mark with the content."),
                Text(vi: "Bỏ BOM trước khi ký.", en: "Take the byte order mark off before signing.")
            )
        case .declaration:
            (
                Text(
                    vi: "Người ký đã tính giá trị băm kèm khai báo XML.",
                    en: "The signer digested the XML declaration with the content."),
                Text(
                    vi: "Tính giá trị băm trên dạng chuẩn tắc, không có khai báo XML.",
                    en: "Digest the canonical form, which has no XML declaration.")
            )
        case .canonicalization:
            (
                Text(
                    vi: "Giá trị băm được tính bằng phương pháp chuẩn tắc hóa khác với phương pháp ghi trong chữ ký.",
                    en: "The digest was computed with another canonicalization than the signature names."),
                Text(
                    vi: "Ghi đúng phương pháp đã dùng vào Transform.", en: "Name the method that was used in Transform."
                )
            )
        case .notCanonicalized:
            (
                Text(
                    vi: "Giá trị băm được tính trên XML chưa chuẩn tắc hóa.",
                    en: "The digest was computed over XML that was not canonicalized."),
                Text(
                    vi: "Chuẩn tắc hóa nội dung trước khi tính giá trị băm.", en: "Canonicalize before digesting.")
            )
        case .comments:
            (
                Text(
                    vi: "Người ký đã tính giá trị băm kèm chú thích.", en: "The signer digested comments."),
                Text(
                    vi: "Tham chiếu trong cùng tài liệu không bao gồm chú thích: bỏ chú thích trước khi ký.",
                    en: "A same-document reference leaves comments out: take them off before signing.")
            )
        case .namespaceAdded:
            (
                Text(
                    vi: "Khai báo không gian tên đã được thêm vào phần tử bao ngoài sau khi ký.",
                    en: "A namespace was declared on an element around the content after signing."),
                Text(
                    vi: "Dùng chuẩn tắc hóa loại trừ (exclusive), hoặc ký sau khi đã đặt nội dung vào phong bì.",
                    en: "Use exclusive canonicalization, or sign after the content was put into its envelope.")
            )
        case .namespaceRemoved:
            (
                Text(
                    vi: "Khai báo không gian tên có lúc ký đã bị bỏ đi.",
                    en: "A namespace declaration that was there at signing was taken away."),
                Text(
                    vi: "Dùng chuẩn tắc hóa loại trừ (exclusive), hoặc giữ nguyên các khai báo xmlns.",
                    en: "Use exclusive canonicalization, or keep the xmlns declarations.")
            )
        case .inheritedAttribute:
            (
                Text(
                    vi: "Thuộc tính xml: trên phần tử bao ngoài đã được thêm vào sau khi ký.",
                    en: "An xml: attribute was put on an element around the content after signing."),
                Text(vi: "Dùng chuẩn tắc hóa loại trừ (exclusive).", en: "Use exclusive canonicalization.")
            )
        case .unicodeForm:
            (
                Text(
                    vi: "Chữ có dấu đã bị đổi giữa dạng dựng sẵn và dạng tổ hợp của Unicode sau khi ký.",
                    en: "Letters with marks were changed between composed and decomposed Unicode after signing."),
                Text(
                    vi: "Chuẩn hóa văn bản về dạng dựng sẵn (NFC) trước khi ký và không chuẩn hóa sau đó.",
                    en: "Normalize text to composed form (NFC) before signing, and not after.")
            )
        case .reencoded:
            (
                Text(
                    vi: "Văn bản UTF-8 đã bị đọc nhầm bằng bảng mã một byte rồi ghi lại.",
                    en: "UTF-8 text was read in a single-byte encoding and written again after signing."),
                Text(vi: "Đọc và ghi thông điệp bằng UTF-8 ở mọi khâu.", en: "Read and write UTF-8 at every step.")
            )
        case .encoding:
            (
                Text(
                    vi: "Người ký đã tính giá trị băm trên văn bản ở bảng mã khác UTF-8.",
                    en: "The signer digested the text in an encoding other than UTF-8."),
                Text(vi: "Dạng chuẩn tắc luôn ở UTF-8.", en: "The canonical form is always UTF-8.")
            )
        case .valueWhiteSpace:
            (
                Text(
                    vi: "Khoảng trắng ở đầu hoặc cuối giá trị đã được thêm vào sau khi ký.",
                    en: "White space at the ends of values was added after signing."),
                Text(vi: "Không sửa giá trị sau khi ký.", en: "Leave values alone after signing.")
            )
        case .signatureWhiteSpace:
            (
                Text(
                    vi: "Khoảng trắng quanh phần tử Signature đã được thêm vào khi chèn chữ ký.",
                    en: "White space around the Signature element was added when it was inserted."),
                Text(
                    vi: "Chèn Signature mà không thêm khoảng trắng, hoặc thêm trước khi tính giá trị băm.",
                    en: "Insert the Signature without white space, or add it before digesting.")
            )
        case .signatureIncluded:
            (
                Text(
                    vi: "Giá trị băm được tính khi chữ ký còn nằm trong nội dung.",
                    en: "The digest was computed with the signature itself in the content."),
                Text(
                    vi: "Loại phần tử Signature ra trước khi tính giá trị băm (enveloped-signature).",
                    en: "Leave the Signature out of the digest (enveloped-signature).")
            )
        case .otherElement:
            (
                Text(
                    vi: "Giá trị băm là của một phần tử khác với phần tử mà chữ ký tham chiếu tới.",
                    en: "The digest is that of another element than the signature refers to."),
                Text(vi: "Sửa URI hoặc Id của tham chiếu.", en: "Correct the reference's URI or the Id.")
            )
        case .wrongCertificate:
            (
                Text(
                    vi: "Chữ ký được tạo bằng khóa của một chứng thư số khác.",
                    en: "The signature was made with the key of another certificate."),
                Text(
                    vi: "Gửi kèm chứng thư số của chính khóa đã ký.",
                    en: "Send the certificate of the key that signed.")
            )
        case .otherAlgorithm:
            (
                Text(
                    vi: "Chữ ký được tạo bằng thuật toán khác với thuật toán ghi trong chữ ký.",
                    en: "The signature was made with another algorithm than it names."),
                Text(
                    vi: "Ghi đúng thuật toán đã dùng vào SignatureMethod.",
                    en: "Name the algorithm that was used in SignatureMethod.")
            )
        case .valueEncoding:
            (
                Text(
                    vi: "Giá trị chữ ký ECDSA được ghi ở dạng DER thay vì r nối với s.",
                    en: "The ECDSA signature value is written in DER instead of r followed by s."),
                Text(
                    vi: "Ghi r và s nối nhau với độ dài cố định (XML Signature 1.1, mục 6.4.3).",
                    en: "Write r and s one after the other at fixed length (XML Signature 1.1, section 6.4.3).")
            )
        case .signedInfoChanged:
            (
                Text(
                    vi: "SignedInfo đã bị thay đổi sau khi ký.", en: "SignedInfo was changed after signing."),
                Text(vi: "Không sửa phần tử Signature sau khi ký.", en: "Leave the Signature alone after signing.")
            )
        case .contentChanged:
            (
                Text(
                    vi: "Không biến đổi thường gặp nào giải thích được: chính nội dung đã bị thay đổi sau khi ký.",
                    en: "None of the usual transformations explains it: the content itself was changed after signing."),
                Text(
                    vi: "So sánh các byte chuẩn tắc dưới đây với các byte phía người ký.",
                    en: "Compare the canonical bytes shown with those at the signer's.")
            )
        case .valueForeign:
            (
                Text(
                    vi: "Giá trị chữ ký không phải do khóa của chứng thư số này tạo ra, hoặc đã bị hỏng.",
                    en: "The signature value was not made by this certificate's key, or was damaged."),
                Text(
                    vi: "Kiểm tra chứng thư số và khóa đã dùng để ký.",
                    en: "Check the certificate and the key that were used.")
            )
        }
    }
}
