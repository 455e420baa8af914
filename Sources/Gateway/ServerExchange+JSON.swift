import Server
import Wire

extension ServerExchange {
  /// Answers with JSON.
  func respond(json body: [UInt8], status: Int = 200) {
    var fields = HTTPFields()
    fields.append("content-type", "application/json")
    respond(HTTPResponseHead(status: status, fields: fields), body: body)
  }
}
