"""The table of commands: what each is for, which options it takes, and the module that does it."""

from __future__ import annotations

from typing import NamedTuple

from ..messages import LANGUAGES, Sentence, say
from .arguments import Option

OPTIONS = {option.long: option for option in (
    Option("format", "f", "FORMAT", say("how to write the answer", "输出格式")),
    Option("output", "o", "FILE", say(
        "write to a file, whole or not at all; its extension names the format (generate, pull: a folder)",
        "写入文件（完整写入或不写），扩展名决定格式（generate、pull：写入文件夹）")),
    Option("lang", None, "en|zh", say("language of labels and of this program (default: KG_LANG, then the locale)",
                                      "名称和界面的语言（默认：KG_LANG，其次系统区域）"), LANGUAGES),
    Option("data", None, "PATH", say("read these files or folders in place of the project's bulletins; repeatable",
                                     "读取这些文件或文件夹，代替项目中的公报；可重复"), many=True),
    Option("store", None, "DIR", say("ask the graph on disk that kg build makes there",
                                     "使用 kg build 在此文件夹生成的图谱")),
    Option("by", None, "auto|columns|oxigraph", say("who answers from --store (default: auto, whoever is sooner)",
                                                    "由谁回答 --store 的查询（默认 auto，取较快者）"),
           ("auto", "columns", "oxigraph")),
    Option("fresh", None, None, say("make it anew, whatever is there", "全部重新生成")),
    Option("endpoint", None, "URL", say("ask a SPARQL endpoint instead of the files", "改为查询 SPARQL 端点")),
    Option("timeout", None, "SECONDS", say("how long to wait for an answer (default: 60)",
                                           "等待答案的秒数（默认 60）")),
    Option("max-rows", None, "N", say("give no answer of more than N rows", "答案超过 N 行则不给出")),
    Option("max-memory", None, "MB", say("end a query that needs more memory", "查询所需内存超过此值则终止")),
    Option("rounding", None, "half-unit|cut", say("how printed figures were shortened (default: half-unit)",
                                                  "公布数字的取舍方式（默认 half-unit）"), ("half-unit", "cut")),
    Option("limit", None, "N", say("at most so many rows", "最多 N 行")),
    Option("offset", None, "N", say("leave out the first rows", "略去前 N 行")),
    Option("show", None, None, say("print the SPARQL and do not run it", "只显示 SPARQL，不执行")),
    Option("check", None, None, say("only say what would change (exit 1 if anything would)",
                                    "只说明将改变什么（有变化则退出码为 1）")),
    Option("store-kind", None, "KIND", say("what the store is, where it does not say so itself",
                                           "存储的类型（无法自动判断时）")),
    Option("graphs", None, "PATTERN", say("only named graphs of this name, such as 'register-*'; repeatable",
                                          "只处理此名称的命名图，例如 'register-*'；可重复"), many=True),
    Option("dry-run", None, None, say("only show what would be written", "只显示将写入的内容")),
    Option("verify-only", None, None, say("only compare what the store holds; change nothing",
                                          "只比较存储中的内容，不作改动")),
    Option("no-questions", None, None, say("do not ask the stored questions there", "不在存储中提问核对")),
    Option("allow-removal", None, None, say("let more than a fifth of a graph go", "允许删除一个图的五分之一以上")),
    Option("resume", None, None, say("go on where an interrupted push stopped", "从中断处继续推送")),
    Option("split", None, "[graph|bulletin|N]", say(
        "into the folder of -o: a file per graph (or none said), per bulletin, or parts of N triples",
        "写入 -o 的文件夹：每个图（或不写值）、每份公报一个文件，或每 N 个三元组一个文件"), ("graph", "bulletin")),
    Option("for", None, "STORE", say("print the commands by which a store loads the export, and do nothing",
                                     "显示某种存储导入所用的命令，不做其他事")),
    Option("manifest", None, None, say("also write counts and digests: .manifest.json and .manifest.ttl",
                                       "同时写出数量与摘要：.manifest.json 和 .manifest.ttl")),
    Option("all", None, None, say("show each finding in full", "逐条显示全部发现")),
    Option("fail-on", None, "error|warning|info", say("the mildest severity that gives exit code 1 (default: error)",
                                                      "从哪一级发现起退出码为 1（默认 error）"),
           ("error", "warning", "info")),
    Option("fix", None, None, say("first mend what is safe: form, zeros, derived files, places of quotations",
                                  "先修正可安全修正的：格式、多余的零、推算文件、引文位置")),
    Option("source", None, "DIR", say("the texts of the bulletins, to look quotations up in",
                                      "公报原文所在文件夹，用于核对引文")),
    Option("against", None, "REVISION", say("only what is new since a git revision", "只显示某 git 版本之后新出现的")),
    Option("no-cache", None, None, say("check everything anew, and keep nothing in .kg",
                                       "全部重新检查，不在 .kg 中保存结果")),
    Option("engine", None, "columnar|pyshacl", say("what holds the shapes against data (default: columnar)",
                                                   "以何种引擎检验约束（默认 columnar）"), ("columnar", "pyshacl")),
    Option("verify", None, None, say("let pySHACL judge again where something is found, and say how it was checked",
                                     "在有发现之处再由 pySHACL 检验，并说明检验方式")),
    Option("watch", None, None, say("check again whenever a file is saved; Ctrl-C ends",
                                    "文件保存后自动重新检查；按 Ctrl-C 结束")),
    Option("seed", None, "N", say("the same seed makes the same choices", "同一种子，结果相同")),
    Option("sample", None, "N", say("so many changes only, every kind among them", "只作 N 处改动，每种至少一处")),
    Option("jobs", "j", "N", say("in so many processes (default: 1)", "进程数（默认 1）")),
    Option("bulletins", None, "N", say("how many bulletins to make up", "生成多少份公报")),
    Option("triples", None, "N", say("make up as many bulletins as have about N triples",
                                     "生成约含 N 个三元组的公报")),
    Option("planted", None, "PERCENT", say("of a hundred made-up bulletins, so many hold a discrepancy (default: 5)",
                                           "每百份生成的公报中含矛盾的份数（默认 5）")),
    Option("processes", None, "N", say("how many at a time (default: as many as help, up to all processors)",
                                       "并行进程数（默认取有益之数，至多为处理器数）")),
    Option("quiet", "q", None, say("no notes", "不显示说明")),
    Option("verbose", "v", None, say("more notes, and the traceback of a fault of ours",
                                      "更多说明，并显示程序错误的追踪")),
    Option("help", "h", None, say("this page", "显示本页")),
    Option("version", None, None, say("the version", "显示版本")),
)}

EVERYWHERE = ("lang", "quiet", "verbose", "help", "version")
READING = ("data", "rounding")
ASKING = ("format", "output", *READING, "store", "by", "endpoint", "timeout", "max-rows", "max-memory")


class Command(NamedTuple):
    """A command: its words, its purpose, the module in this package that does it, its options and examples."""

    name: str
    words: str
    summary: Sentence
    module: str
    options: tuple[str, ...]
    examples: tuple[str, ...] = ()

    def takes(self) -> tuple[Option, ...]:
        """List the options."""
        return tuple(OPTIONS[name] for name in (*self.options, *EVERYWHERE))


COMMANDS = {command.name: command for command in (
    Command("queries", "", say("list the stored questions", "列出全部问题"), "questions", ("format", "output"),
            ("kg queries", "kg queries --lang zh")),
    Command("query", "NAME [param=value …]", say("ask a stored question", "查询一个问题"), "asking",
            (*ASKING, "limit", "offset", "show"),
            ("kg query exceeded-targets", "kg query evidence thing=target-xinxiang-2023-boarding-schools -f md")),
    Command("sparql", "TEXT|FILE|-", say("ask in SPARQL", "用 SPARQL 查询"), "asking", (*ASKING, "limit", "offset"),
            ("kg sparql 'SELECT ?t { ?t a pc:Target } ORDER BY ?t'", "kg sparql question.rq -o answer.json")),
    Command("show", "THING", say("show one thing, by label, short id or IRI", "按名称、短标识或 IRI 显示一个事物"),
            "showing", ASKING, ("kg show target-xinxiang-2023-boarding-schools", "kg show 新乡市教育局")),
    Command("find", "TEXT", say("search labels, quotations and numbers", "在名称、引文和数字中查找"), "showing",
            (*ASKING, "limit", "offset"), ("kg find 寄宿制", "kg find 8.8万")),
    Command("validate", "[PATH …]", say("check the graph, or some of its files", "检查图谱或其中的文件"), "checking",
            ("format", "output", *READING, "all", "fail-on", "fix", "dry-run", "source", "against", "watch",
             "no-cache", "engine", "verify", "store", "endpoint", "store-kind", "timeout"),
            ("kg validate", "kg validate --fix --dry-run", "kg validate --against main -f github",
             "kg validate --endpoint http://localhost:7878")),
    Command("mutate", "[PATH …]", say("change one thing at a time and see whether the rules notice",
                                      "逐处改动数据，检验规则能否发现"), "mutating",
            ("format", "output", "seed", "sample", "jobs", "source"),
            ("kg mutate --sample 300", "kg mutate data/registers --seed 7 -f md -o score.md")),
    Command("generate", "", say("make up a nation of bulletins, in the folder of -o",
                                "生成全国规模的虚构公报，写入 -o 的文件夹"), "generating",
            ("bulletins", "triples", "seed", "planted", "processes", "output"),
            ("kg generate --bulletins 100 -o nation", "kg generate --triples 1000000 --seed 7 -o nation")),
    Command("explain", "[CODE …]", say("explain a finding's code", "解释检查代码"), "explaining", ("format", "output"),
            ("kg explain N01",)),
    Command("format", "[PATH …]", say("write data files in their one canonical form", "将数据文件写成规范格式"),
            "filing", ("check",), ("kg format", "kg format --check")),
    Command("derive", "", say("run the rules and store what follows below data/derived",
                              "运行规则，将推导结果存入 data/derived"), "filing", ("check",), ("kg derive",)),
    Command("build", "", say("make the graph on disk, or change it where files changed",
                             "在磁盘上生成图谱，或更新有改动之处"), "building",
            ("store", "rounding", "fresh", "check", "processes"),
            ("kg build --store graph", "kg query places --store graph", "kg build --store graph --check")),
    Command("export", "FORMAT", say("write the whole graph for another store or another program",
                                    "导出整个图谱供其他存储或程序使用"), "exporting",
            ("output", *READING, "split", "manifest", "for"),
            ("kg export turtle -o graph.ttl", "kg export -o graph.nq.gz --manifest", "kg export sqlite -o tables.db",
             "kg export nquads --split bulletin -o folder", "kg export cube -o figures.ttl", "kg export void",
             "kg export --for virtuoso")),
    Command("push", "URL", say("make another store hold the graph, and prove that it does",
                               "将图谱推送到其他存储，并核验无误"), "storing",
            ("format", "output", *READING, "timeout", "store-kind", "graphs", "dry-run", "verify-only", "no-questions",
             "allow-removal", "resume"),
            ("kg push http://localhost:7878", "kg push http://localhost:7878 --dry-run")),
    Command("pull", "URL", say("fetch the graphs of a store as Turtle, into the folder of -o",
                               "将存储中的图取回为 Turtle，写入 -o 的文件夹"), "storing",
            ("output", "timeout", "store-kind", "graphs"), ("kg pull http://localhost:7878 -o folder",)),
    Command("diff", "OLD [NEW]", say("say what changed between two states, by meaning", "按含义说明两个状态的差别"),
            "comparing", ("format", "output", "timeout", "store-kind"),
            ("kg diff HEAD~1", "kg diff old-data/ data/", "kg diff http://localhost:7878")),
)}
