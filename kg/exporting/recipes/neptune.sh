# Amazon Neptune: files go to S3 first; the role must be attached to the cluster.
kg export nquads.gz --split 1000000 -o load --manifest
aws s3 cp --recursive --exclude '*' --include '*.nq.gz' load "s3://$BUCKET/commitments/"
curl --fail -X POST -H 'Content-Type: application/json' "https://$NEPTUNE:8182/loader" -d "{
    \"source\": \"s3://$BUCKET/commitments/\", \"format\": \"nquads\", \"iamRoleArn\": \"$ROLE\",
    \"region\": \"$REGION\", \"failOnError\": \"TRUE\", \"parallelism\": \"MEDIUM\"}"
# The answer holds a loadId; ask for it until the status is LOAD_COMPLETED:
curl --fail "https://$NEPTUNE:8182/loader/$LOAD_ID?details=true&errors=true"
# As a property graph: kg export neptune -o load, and "format": "opencypher".
# Source: Neptune User Guide, "Neptune Loader Command".
