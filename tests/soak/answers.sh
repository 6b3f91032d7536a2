# 500 clients answer check-ins at once over HTTP, the server is killed and started again in the middle: no acknowledged
# answer is lost, 99 of 100 requests are answered within 200 ms. With the optimised program.
make -s build/test/test_answers || exit 1
GOLDTHREAD_ANSWERS=500 GOLDTHREAD_ANSWERS_MS=200 exec build/test/test_answers
