import Server
import Wire

extension ServerExchange {
  /// Answers with JSON.
  func respond(json body: [UInt8]) {
    var fields = HTTPFields()
    fields.append("content-type", "application/json")
    respond(HTTPResponseHead(status: 200, fields: fields), body: body)
  }
}
