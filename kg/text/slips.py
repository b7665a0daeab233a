"""What other kinds of file look like, what the parser complains of, and which slip lies behind it: four tables.

To know more, add a row. Every row speaks English and Chinese.
"""

from __future__ import annotations

from ..messages import Sentence, say

_TO_UTF8 = Sentence("save it as UTF-8, for example with: iconv -f {encoding} -t UTF-8 OLD > NEW",
                    "请另存为 UTF-8，例如：iconv -f {encoding} -t UTF-8 旧文件 > 新文件")
_UNPACK = Sentence("unpack it first", "请先解压")
_ONLY_RDF = Sentence("only Turtle, TriG, N-Triples and N-Quads are read", "只读取 Turtle、TriG、N-Triples 和 N-Quads")


def utf8(encoding: str) -> Sentence:
    """Say how to convert a text from an encoding, named as `iconv` names it."""
    return say(_TO_UTF8, _TO_UTF8.zh, encoding=encoding)


MAGIC: tuple[tuple[bytes, Sentence, Sentence], ...] = (
    (b"\xff\xfe", Sentence("UTF-16 text", "UTF-16 文本"), utf8("UTF-16")),
    (b"\xfe\xff", Sentence("UTF-16 text", "UTF-16 文本"), utf8("UTF-16")),
    (b"\x1f\x8b", Sentence("a gzip archive", "gzip 压缩文件"), _UNPACK),
    (b"PK\x03\x04", Sentence("a zip archive or an office document", "zip 压缩文件或 Office 文档"), _UNPACK),
    (b"%PDF", Sentence("a PDF document", "PDF 文档"), _ONLY_RDF),
    (b"BZh", Sentence("a bzip2 archive", "bzip2 压缩文件"), _UNPACK),
    (b"\xfd7zXZ", Sentence("an xz archive", "xz 压缩文件"), _UNPACK),
)
"""First bytes, what the file is, what to do."""

FORMATS: tuple[tuple[str, Sentence, Sentence], ...] = (
    (r"(?i)\s*(<!doctype html|<html\b)", Sentence("an HTML page", "HTML 网页"),
     Sentence("save the RDF file itself, not the page that shows it", "请保存 RDF 文件本身，而不是显示它的网页")),
    (r"\s*(<\?xml\b[\s\S]*?)?<rdf:RDF\b", Sentence("RDF/XML", "RDF/XML"), _ONLY_RDF),
    (r"\s*<\?xml\b", Sentence("XML", "XML"), _ONLY_RDF),
    (r"\s*(\{\s*[\"}]|\[\s*[{\"])", Sentence("JSON", "JSON"), _ONLY_RDF),
    (r"[^<>:@#\s\"][^<>:@#\n\",;\t]*([,;\t][^<>@#\n\",;\t]*){2,}\n",
     Sentence("a table (CSV)", "表格（CSV）"), _ONLY_RDF),
)
"""Pattern at the start of the text, what the file is, what to do."""

SLIPS: tuple[tuple[str, str, Sentence], ...] = (
    (r"prefix (?P<prefix>\S*): has not been declared", "", Sentence("{prefix}", "{prefix}")),
    (r"@?(perfix|prefx|prefxi|preifx|prfix)\b", "",
     Sentence("it is spelt @prefix or PREFIX", "应写作 @prefix 或 PREFIX")),
    (r"Unexpected end of file", r"(\"\"\"|''')",
     Sentence("the long string that begins here is never closed", "从这里开始的长字符串没有结束")),
    (r"Unexpected end of file", r"[\"']",
     Sentence("the string that begins here is never closed", "从这里开始的字符串没有结束")),
    (r"Unexpected end of file", r"<", Sentence("the IRI that begins here is never closed with >",
                                               "从这里开始的 IRI 缺少 >")),
    (r"Triples should be followed by a dot|^Unexpected end$", "",
     Sentence("the last statement needs a full stop", "最后一条陈述缺少句点 .")),
    (r"Line jumps are not allowed", "",
     Sentence("write \\n, or use three quotation marks for a text of several lines",
              "请写 \\n，或用三个引号书写多行文字")),
    (r"No scheme found", "",
     Sentence("there is no base: write the whole IRI, or a prefixed name without < >",
              "没有基准 IRI：请写完整的 IRI，或不带 < > 的前缀名")),
    (r"Unexpected escape character", r".*<[^>\"]*\\[^\"]*>",
     Sentence("an IRI has no backslash: for a file write file:///C:/data",
              "IRI 中没有反斜杠：文件应写作 file:///C:/data")),
    (r"Unexpected escape character", "",
     Sentence("known escapes are \\n \\r \\t \\\" \\\\ \\uXXXX; a backslash itself is \\\\",
              "可用的转义是 \\n \\r \\t \\\" \\\\ \\uXXXX；反斜杠本身写作 \\\\")),
    (r"Invalid IRI code point", "",
     Sentence("an IRI has no space, quotation mark or line break; perhaps > is missing",
              "IRI 中不能有空格、引号或换行；可能缺少 >")),
    (r"escape sequence .* valid unicode", "",
     Sentence("write the character itself instead of half a surrogate pair", "请直接写该字符，不要写半个代理对")),
    (r"language code|Unexpected", r".*@[A-Za-z]*_",
     Sentence("a language tag has a hyphen: zh-CN, not zh_CN", "语言标签用连字符：zh-CN，而不是 zh_CN")),
    (r"language code", "", Sentence("a language tag begins with a letter: @zh or @en",
                                    "语言标签以字母开头：@zh 或 @en")),
    (r"not a valid|not allowed", r"[\u201c\u201d\u2018\u2019\uff02]",
     Sentence("quotation marks are straight: \"", "请用半角直引号 \"")),
    (r"not a valid|not allowed", r"[\uff1b\uff0c\u3002\u3001\uff1a]",
     Sentence("punctuation is ASCII: ; , . :", "标点须为半角：; , . :")),
    (r"not a valid|not allowed", r"[\uff10-\uff19]", Sentence("digits are ASCII: 0 to 9", "数字须为半角：0 至 9")),
    (r"not allowed", r"\u00a0",
     Sentence("the character here is U+00A0, a no-break space: type a plain space",
              "此处是不换行空格 U+00A0：请改为普通空格")),
    (r"not allowed", r"\u3000",
     Sentence("the character here is U+3000, a full-width space: type a plain space",
              "此处是全角空格 U+3000：请改为普通空格")),
    (r"not allowed", r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]",
     Sentence("an invisible character is here: delete it", "此处有一个看不见的字符：请删除")),
    (r"not allowed at the beginning", r"%",
     Sentence("a number has no percent sign: write 15 and give the unit", "数字不带百分号：请写 15，并另给单位")),
    (r"\{ is not a valid", r".*=>", Sentence("this is N3, which has rules; only Turtle is read",
                                            "这是带规则的 N3；只读取 Turtle")),
    (r"\{ is not a valid", "", Sentence("named graphs belong to TriG: name the file .trig",
                                        "命名图属于 TriG：请用扩展名 .trig")),
    (r"=> is not|@forAll|@forSome", "",
     Sentence("this is N3, which has rules; only Turtle is read", "这是带规则的 N3；只读取 Turtle")),
    (r"(True|False) is not a valid", "",
     Sentence("booleans are lower case: true or false", "布尔值用小写：true 或 false")),
    (r"\^\^ is not a valid", "",
     Sentence("a text has a language tag or a datatype, not both", "文字只能有语言标签或数据类型之一")),
    (r"^\. is not a valid subject", r".*\b(?i:prefix|base)\b",
     Sentence("after PREFIX and BASE there is no full stop", "PREFIX 和 BASE 之后没有句点")),
    (r"^\. is not a valid subject", "",
     Sentence("there is a full stop too many, or a subject is missing", "多了一个句点，或缺少主语")),
    (r"^\. is not a valid RDF object", "",
     Sentence("before the full stop an object is missing, or there is a comma too many, or no ) or ]",
              "句点之前缺少宾语，或多了逗号，或缺少 ) 或 ]")),
    (r"^\. is not a valid predicate", "",
     Sentence("a predicate and an object are missing before the full stop", "句点之前缺少谓语和宾语")),
    (r"-\d+ is not a valid subject", "",
     Sentence("a date is written \"2026-01-31\"^^xsd:date", "日期写作 \"2026-01-31\"^^xsd:date")),
    (r"is not a valid subject", r"[\"']",
     Sentence("a text can only be an object; perhaps the statement before ends too early",
              "文字只能作宾语；可能前一条陈述结束得太早")),
    (r"^[\])] is not a valid", "", Sentence("this bracket closes nothing: delete it, or write the opening one",
                                            "此括号没有对应的开括号：请删除，或补上开括号")),
    (r"^a is not a valid subject", "",
     Sentence("`a` stands between subject and class; the subject is missing", "`a` 位于主语和类之间；此处缺少主语")),
    (r"is not a valid predicate", r"[\"']|_:",
     Sentence("a predicate is an IRI or a prefixed name", "谓语须为 IRI 或前缀名")),
    (r"should not be empty|cannot be empty", "",
     Sentence("a number is written 12, -1.5 or 1.0e3", "数字写作 12、-1.5 或 1.0e3")),
    (r"A dot is expected", "",
     Sentence("the line before needs ; (same subject goes on) or . (statement ends)",
              "上一行末尾需要 ;（主语继续）或 .（陈述结束）")),
    (r"PREFIX (keyword|declaration) should be followed", "",
     Sentence("a prefix line looks like: PREFIX id: <https://…/>", "前缀行的写法是：PREFIX id: <https://…/>")),
    (r"^[;,] is not a valid RDF object", "", Sentence("an object is missing here", "此处缺少宾语")),
    (r"^\w+ is not a valid (subject|predicate|RDF)", "",
     Sentence("a name has a prefix and a colon, such as id:x, or is an IRI in < >",
              "名称须有前缀和冒号，例如 id:x，或是 < > 中的 IRI")),
    (r"percent encoding", "", Sentence("% is followed by two hexadecimal digits: %20",
                                       "% 之后是两位十六进制数字：%20")),
    (r"lists should end", "", Sentence("a bracket [ is not closed with ]", "方括号 [ 没有用 ] 结束")),
)
"""Pattern in the parser's complaint, pattern where it points, what to do; the first that fits is given.

A second pattern that begins with `.*` is looked for in the whole line."""

COMPLAINTS: tuple[tuple[str, str], ...] = (
    (r"(.+) is not a valid subject or graph name", r"\1 不能作主语"),
    (r"(.+) is not a valid predicate", r"\1 不能作谓语"),
    (r"(.+) is not a valid RDF object", r"\1 不能作宾语"),
    (r"Unexpected escape character '(.+)'", r"意外的转义字符 '\1'"),
    (r"'(.+)' is not allowed at the beginning of a prefix name", r"前缀名不能以 '\1' 开头"),
    (r"An integer should not be empty", "整数没有数字"),
    (r"A double exponent cannot be empty", "指数没有数字"),
    (r"Line jumps are not allowed in string literals.*", "字符串中不能换行"),
    (r"Unexpected end( of file)?", "文件意外结束"),
    (r"A dot is expected at the end of statements", "陈述末尾应有句点"),
    (r"No scheme found in an absolute IRI", "IRI 没有协议部分"),
    (r"Invalid IRI code point '(.+)'", r"IRI 中不能有字符 '\1'"),
    (r"Invalid IRI percent encoding '(.+)'", r"IRI 中的百分号编码 '\1' 无效"),
    (r"The escape sequence '(.+)' is encoding .*", r"转义 '\1' 不是有效的 Unicode 字符"),
    (r"blank node property lists should end with a '\]'", "空白节点的属性列表应以 ] 结束"),
    (r"The prefix (.*): has not been declared", r"前缀 \1: 没有声明"),
    (r"Unexpected character '(.+)'", r"意外的字符 '\1'"),
)
"""What the parser says, what that is in Chinese; other words of its stay in English."""
