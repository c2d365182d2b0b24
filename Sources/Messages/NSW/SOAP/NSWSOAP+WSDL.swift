extension NSWSOAP {
    /// The description of `POST /soap/nsw` (WSDL 1.1, document/literal), with the address it is served at: the adapter's
    /// and the sending gateway's profile, each a service of its own, and the ministry gateway's.
    package static func wsdl(address: String) -> String {
        let location = escaped(address)
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
                xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:tns="\(Profile.adapter.rawValue)"
                xmlns:gw="\(Profile.sendingGateway.rawValue)" xmlns:mard="\(Profile.ministryGateway.rawValue)"
                xmlns:data="\(Profile.ministryGateway.dataNamespace)" targetNamespace="\(Profile.adapter.rawValue)">
              <wsdl:types>
                <xs:schema targetNamespace="\(Profile.adapter.rawValue)" elementFormDefault="qualified">
            \(operation("receiveRequest", ["requestPayload"]))
            \(operation("receiveResponse", ["responsePayload"]))
                </xs:schema>
                <xs:schema targetNamespace="\(Profile.sendingGateway.rawValue)" elementFormDefault="qualified">
            \(operation("receiveRequest", ["officeCode", "documentType", "requestPayload"]))
            \(operation("receiveResponse", ["responsePayload"]))
                </xs:schema>
                <xs:schema targetNamespace="\(Profile.ministryGateway.dataNamespace)" elementFormDefault="qualified">
            \(complexType("Request", ["officeCode", "documentType", "requestPayload"]))
            \(complexType("Response", ["responsePayload"]))
                </xs:schema>
                <xs:schema targetNamespace="\(Profile.ministryGateway.rawValue)" elementFormDefault="qualified">
                  <xs:import namespace="\(Profile.ministryGateway.dataNamespace)"/>
                  <xs:element name="receive"><xs:complexType><xs:sequence>
                    <xs:element name="request" type="data:Request"/>
                  </xs:sequence></xs:complexType></xs:element>
                  <xs:element name="receiveResponse"><xs:complexType><xs:sequence>
                    <xs:element name="receiveResult" type="data:Response"/>
                  </xs:sequence></xs:complexType></xs:element>
                </xs:schema>
              </wsdl:types>
            \(messages("tns", "Adapter", "receiveRequest"))
            \(messages("gw", "SendingGateway", "receiveRequest"))
            \(messages("mard", "MinistryGateway", "receive"))
            \(port("Adapter", action: ""))
            \(port("SendingGateway", action: ""))
            \(port("MinistryGateway", action: Profile.ministryGateway.rawValue + "/IMardGateway/receive"))
              <wsdl:service name="NSWService">
                <wsdl:port name="AdapterPort" binding="tns:AdapterBinding"><soap:address location="\(location)"/></wsdl:port>
                <wsdl:port name="SendingGatewayPort" binding="tns:SendingGatewayBinding"><soap:address location="\(location)"/></wsdl:port>
                <wsdl:port name="MinistryGatewayPort" binding="tns:MinistryGatewayBinding"><soap:address location="\(location)"/></wsdl:port>
              </wsdl:service>
            </wsdl:definitions>

            """
    }

    private static func fields(_ names: [String]) -> String {
        names.map { "        <xs:element name=\"\($0)\" type=\"xs:string\"/>" }.joined(separator: "\n")
    }

    private static func operation(_ name: String, _ names: [String]) -> String {
        """
              <xs:element name="\(name)"><xs:complexType><xs:sequence>
        \(fields(names))
              </xs:sequence></xs:complexType></xs:element>
        """
    }

    private static func complexType(_ name: String, _ names: [String]) -> String {
        """
              <xs:complexType name="\(name)"><xs:sequence>
        \(fields(names))
              </xs:sequence></xs:complexType>
        """
    }

    private static func messages(_ prefix: String, _ name: String, _ request: String) -> String {
        """
          <wsdl:message name="\(name)Request"><wsdl:part name="request" element="\(prefix):\(request)"/></wsdl:message>
          <wsdl:message name="\(name)Response"><wsdl:part name="response" element="\(prefix):receiveResponse"/></wsdl:message>
        """
    }

    private static func port(_ name: String, action: String) -> String {
        """
          <wsdl:portType name="\(name)">
            <wsdl:operation name="receive">
              <wsdl:input message="tns:\(name)Request"/><wsdl:output message="tns:\(name)Response"/>
            </wsdl:operation>
          </wsdl:portType>
          <wsdl:binding name="\(name)Binding" type="tns:\(name)">
            <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
            <wsdl:operation name="receive">
              <soap:operation soapAction="\(action)"/>
              <wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output>
            </wsdl:operation>
          </wsdl:binding>
        """
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
    }
}
